export const kindlingMessages = {
  KINDLING_CANNOT_LISTEN: 'The server cannot listen on <address>: <message>',
  KINDLING_CLOSURE_NOT_ALLOWED:
    'The function <functionName> uses <variables> from outside itself, which do not travel to the processes that run it. Hand them over in `params`.',
  KINDLING_DISK_FULL:
    'There is no space left for <path>. Free some there, or, for files of shuffles and spills, name a folder on another disk in spark.local.dir.',
  KINDLING_INVALID_MASTER:
    'The master <master> is none that Kindling knows: use local, local[n], local[*] or local-cluster[executors,cores,memory in MiB], or an sc:// URL as the remote.',
  KINDLING_INVALID_OPTION: 'The command cannot use <option>: <message>.',
  KINDLING_JAVASCRIPT_NOT_ON_SPARK:
    'The function <functionName> cannot be turned into a Column expression (<reason>), and Apache Spark does not run JavaScript. Write it with Column functions, or run this part on Kindling.',
  KINDLING_JOB_ABORTED: 'Job aborted due to stage failure: <message>',
  KINDLING_LIMIT_REACHED:
    'This server takes at most <limit> <what>. End some that are no longer needed, or let its operator raise the limit.',
  KINDLING_LOCAL_FOLDER_UNUSABLE:
    'Files of shuffles and spills cannot be kept in <folder>: <message>. Name a folder that can be written in spark.local.dir.',
  KINDLING_NATIVE_LIBRARY_MISSING:
    'The engine has no native library for <platform>: <message>. Install <packageName> (optional dependencies must not be left out), or connect to a server with `sc://`.',
  KINDLING_NO_EXECUTORS: 'No executor is there to run tasks: <message>',
  KINDLING_NOT_SUPPORTED:
    'Kindling does not support <feature> yet. Apache Spark does: the same program runs there with another master URL.',
  KINDLING_OUT_OF_MEMORY:
    'The query needs more memory than its session may use: raise spark.driver.memory, or give the query less to hold at once. <message>',
  KINDLING_PLAN_TOO_DEEP:
    'The query is nested too deeply (<detail>). Keep a part of it in a view or a checkpoint, or write long chains as one step.',
  KINDLING_RESULT_CHANGED:
    'Partition <partition> failed after <rows> of its rows had been given to their reader, and its next try gave other rows: the query does not give the same rows each time. Run it again, order its rows, or write them to a table.',
  KINDLING_RPC_FAILED: 'The server ended the call with <code>: <message>.',
  KINDLING_SCRIPT_NOT_ALLOWED:
    'TRANSFORM runs the command <script> in a shell, and this server does not run code of its users. Start it with --allow-user-code, or write the step as a query.',
  KINDLING_SERVER_UNREACHABLE:
    'No Spark Connect server answers at <url>: <message>. Check the URL, that the server runs, and that no firewall is between.',
  KINDLING_TOKEN_REQUIRED:
    'The address <host> can be reached from other machines, so the server needs a token that its clients must know. Give it one, or listen on 127.0.0.1.',
  KINDLING_USER_CODE_NOT_ALLOWED:
    'The function <functionName> is JavaScript, and this server does not run code of its users. Start it with --allow-user-code, or write the function with Column functions.',
  KINDLING_USER_FUNCTION_FAILED:
    'The function <functionName> failed at <file>:<line>:<column>, row <row> of partition <partition>: <message>',
} as const;
