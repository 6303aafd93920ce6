import { describe, expect, it } from 'vitest';
import {
  parseDataType,
  parseMultipartIdentifier,
  parseStatement,
  parseStatements,
  parseTableIdentifier,
  parseTableSchema,
} from '../src/index.ts';

describe('statements', () => {
  it.each([
    [
      'CREATE TABLE IF NOT EXISTS a.b (id BIGINT NOT NULL DEFAULT 1 COMMENT "c", CHECK (id > 0)) USING parquet PARTITIONED BY (id)',
      'createTable',
    ],
    ['CREATE OR REPLACE TABLE t AS SELECT 1', 'replaceTable'],
    ['CREATE TABLE t LIKE s USING orc', 'createTableLike'],
    ["CREATE TEMPORARY VIEW v USING csv OPTIONS (path 'x')", 'createTemporaryViewUsing'],
    ['CREATE VIEW v (a COMMENT "b") TBLPROPERTIES (x = 1) AS SELECT 1', 'createView'],
    ['CREATE STREAMING TABLE t AS SELECT * FROM STREAM s', 'createPipelineDataset'],
    ['CREATE FLOW f AS INSERT INTO t BY NAME SELECT 1', 'createFlow'],
    ['CREATE FUNCTION f(a INT DEFAULT 1) RETURNS INT DETERMINISTIC RETURN a + 1', 'createSqlFunction'],
    ["CREATE FUNCTION f AS 'org.F' USING JAR 'x.jar'", 'createFunction'],
    ['DROP TABLE IF EXISTS t PURGE', 'dropTable'],
    ['ALTER TABLE t ALTER COLUMN a TYPE INT, b DROP NOT NULL', 'alterTable'],
    ['ALTER TABLE t ADD COLUMNS (a INT FIRST, b.c STRING AFTER d)', 'alterTable'],
    ["ALTER TABLE t PARTITION (a = 1) SET LOCATION 'x'", 'alterTable'],
    ['ALTER VIEW v AS SELECT 1', 'alterView'],
    ["CREATE DATABASE d COMMENT 'x' WITH DBPROPERTIES (a = 'b')", 'createNamespace'],
    ['USE DATABASE d', 'useNamespace'],
    ['INSERT OVERWRITE TABLE t PARTITION (a = 1, b) IF NOT EXISTS SELECT 1'.replace(', b', ''), 'insert'],
    ['INSERT INTO t REPLACE WHERE a = 1 SELECT 1', 'insert'],
    ["INSERT OVERWRITE DIRECTORY 'x' USING parquet SELECT 1", 'insert'],
    ['FROM a INSERT INTO b SELECT 1 INSERT INTO c SELECT 2', 'multiInsert'],
    ['MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *', 'merge'],
    ['WITH s AS (SELECT 1) DELETE FROM t AS u WHERE a IN (SELECT * FROM s)', 'delete'],
    ['UPDATE t SET a = 1, b.c = DEFAULT WHERE d', 'update'],
    ['EXPLAIN EXTENDED SELECT 1', 'explain'],
    ['SHOW TABLES IN a.b LIKE "x*"', 'showTables'],
    ['SHOW USER FUNCTIONS LIKE f', 'showFunctions'],
    ['DESCRIBE EXTENDED t PARTITION (a = 1)', 'describeTable'],
    ['DESC QUERY SELECT 1', 'describeQuery'],
    ['SET spark.sql.shuffle.partitions = 4 ; ', 'setConfiguration'],
    ['SET TIME ZONE INTERVAL 2 HOURS', 'setTimeZone'],
    ['SET VAR (a, b) = (SELECT 1, 2)', 'setVariablesByQuery'],
    ['RESET `a b`', 'resetConfiguration'],
    ['DECLARE OR REPLACE VARIABLE a, b INT DEFAULT 1', 'declareVariable'],
    ["EXECUTE IMMEDIATE 'SELECT ?' INTO a USING 1", 'executeImmediate'],
    ['ANALYZE TABLE t COMPUTE STATISTICS FOR COLUMNS a, b', 'analyzeTable'],
    ['CACHE LAZY TABLE t OPTIONS (a = 1) AS SELECT 1', 'cacheTable'],
    ["LOAD DATA LOCAL INPATH 'x' OVERWRITE INTO TABLE t", 'loadData'],
    ['MSCK REPAIR TABLE t SYNC PARTITIONS', 'repairTable'],
    ['COMMENT ON SCHEMA s IS NULL', 'commentOn'],
    ['ADD JAR /a b/c.jar', 'manageResource'],
    ['CALL a.b(1, c => 2)', 'call'],
    ['CREATE INDEX i ON TABLE t (a, b OPTIONS (x = 1))', 'createIndex'],
    ['REFRESH /path/x', 'refreshResource'],
    ['TRUNCATE TABLE t PARTITION (a = 1)', 'truncateTable'],
  ])('reads %s', (text, kind) => {
    expect(parseStatement(text).kind).toBe(kind);
  });

  it('keeps the text of what the catalog stores as text', () => {
    expect(parseStatement('CREATE VIEW v AS  SELECT /* c */ 1 ;')).toMatchObject({ queryText: 'SELECT /* c */ 1' });
    expect(parseStatement('CREATE TABLE t (a INT DEFAULT 1  + 2)')).toMatchObject({ elements: [{ default: { text: '1  + 2' } }] });
  });

  it('reads a script with handlers, loops and labels', () => {
    const script = parseStatement(`BEGIN
      DECLARE n INT DEFAULT 0;
      DECLARE EXIT HANDLER FOR SQLSTATE '22012', SQLEXCEPTION BEGIN SELECT 'failed'; END;
      top: WHILE n < 3 DO
        SET n = n + 1;
        IF n = 2 THEN ITERATE top; ELSEIF n > 5 THEN LEAVE top; ELSE SELECT n; END IF;
      END WHILE top;
      FOR r AS SELECT id FROM t DO INSERT INTO u VALUES (r.id); END FOR;
      CASE n WHEN 1 THEN SELECT 1; ELSE SELECT 2; END CASE;
      REPEAT SET n = n - 1; UNTIL n = 0 END REPEAT;
    END`);
    expect(script).toMatchObject({
      kind: 'compound',
      body: [
        { kind: 'declareVariable' },
        { kind: 'declareHandler', conditions: [{ sqlState: '22012' }, { kind: 'sqlException' }] },
        { kind: 'while', label: { value: 'top' } },
        { kind: 'for', variable: { value: 'r' } },
        { kind: 'caseStatement' },
        { kind: 'repeat' },
      ],
    });
  });

  it('splits a file into its statements', () => {
    const statements = parseStatements("USE a;; SELECT ';' -- ;\n; BEGIN SELECT 1; END;");
    expect(statements.map(({ kind }) => kind)).toEqual(['use', 'query', 'compound']);
  });
});

describe('names, types and schemas', () => {
  it('reads names', () => {
    expect(parseMultipartIdentifier('a.`b.c`.d').parts.map(({ value }) => value)).toEqual(['a', 'b.c', 'd']);
    expect(() => parseTableIdentifier('a.b.c')).toThrow('PARSE_SYNTAX_ERROR');
  });

  it('reads types', () => {
    expect(parseDataType('array<map<string, struct<a: int not null comment "x", b decimal(10, 2)>>>')).toMatchObject({
      kind: 'arrayType',
      elementType: { valueType: { fields: [{ nullable: false, comment: 'x' }, { dataType: { precision: 10, scale: 2 } }] } },
    });
    expect(parseDataType('interval day to second')).toMatchObject({ kind: 'dayTimeIntervalType', startField: 'day', endField: 'second' });
    expect(parseDataType('TIMESTAMP WITHOUT TIME ZONE')).toMatchObject({ name: 'timestamp_ntz' });
    expect(parseDataType('string collate UNICODE_CI')).toMatchObject({
      kind: 'stringType',
      collation: { parts: [{ value: 'UNICODE_CI' }] },
    });
  });

  it('reads schemas', () => {
    expect(parseTableSchema("a INT, b STRING NOT NULL COMMENT 'c'")).toMatchObject([
      { name: { value: 'a' } },
      { nullable: false, comment: 'c' },
    ]);
  });
});
