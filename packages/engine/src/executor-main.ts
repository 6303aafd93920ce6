import { executorProgram } from './executor/index.ts';

/** The program of an executor process, started by `executor/process/executor-process.ts`. */
executorProgram();
