import { SparkSession, type Transport } from '@kindling/client';

const refuse = () => Promise.reject(new Error('a plan is built without asking a server'));

/** A transport that leads nowhere: what builds plans must not need one. */
const nowhere: Transport = {
  target: 'nowhere',
  reattachable: false,
  executePlan: () => {
    throw new Error('a plan is built without asking a server');
  },
  reattachExecute: () => {
    throw new Error('a plan is built without asking a server');
  },
  analyzePlan: refuse,
  config: refuse,
  addArtifacts: refuse,
  artifactStatus: refuse,
  interrupt: refuse,
  releaseExecute: refuse,
  releaseSession: refuse,
  fetchErrorDetails: refuse,
  cloneSession: refuse,
  getStatus: refuse,
  close: () => Promise.resolve(),
};

/** A session for tests that only build plans. */
export const sessionForPlans = (): SparkSession => new SparkSession(nowhere);
