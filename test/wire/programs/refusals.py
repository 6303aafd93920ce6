"""What programs ask of errors."""
from pyspark.errors import PySparkException


def refused(condition, action):
    """Runs what must be refused with a condition; gives the parameters of its message."""
    try:
        action()
    except PySparkException as error:
        assert error.getCondition() == condition, f"{error.getCondition()} in place of {condition}"
        return error.getMessageParameters()
    raise AssertionError(f"{condition} was not raised")
