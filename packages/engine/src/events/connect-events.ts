/** The life of one operation of Spark Connect; `jobTag` finds its jobs. */
interface ConnectOperation {
  readonly jobTag: string;
  readonly operationId: string;
  readonly timeMs: number;
}

export interface ConnectOperationStarted extends ConnectOperation {
  readonly kind: 'connectOperationStarted';
  readonly sessionId: string;
  readonly userId: string;
  readonly userName: string;
  readonly statementText: string;
  readonly sparkSessionTags: readonly string[];
}

export interface ConnectOperationAnalyzed extends ConnectOperation {
  readonly kind: 'connectOperationAnalyzed';
}

export interface ConnectOperationReadyForExecution extends ConnectOperation {
  readonly kind: 'connectOperationReadyForExecution';
}

export interface ConnectOperationCanceled extends ConnectOperation {
  readonly kind: 'connectOperationCanceled';
}

export interface ConnectOperationFailed extends ConnectOperation {
  readonly kind: 'connectOperationFailed';
  readonly errorMessage: string;
}

export interface ConnectOperationFinished extends ConnectOperation {
  readonly kind: 'connectOperationFinished';
  readonly producedRowCount?: number;
}

export interface ConnectOperationClosed extends ConnectOperation {
  readonly kind: 'connectOperationClosed';
}

export interface ConnectSessionStarted {
  readonly kind: 'connectSessionStarted';
  readonly sessionId: string;
  readonly userId: string;
  readonly timeMs: number;
}

export interface ConnectSessionClosed {
  readonly kind: 'connectSessionClosed';
  readonly sessionId: string;
  readonly userId: string;
  readonly timeMs: number;
}

export interface ConnectServiceStarted {
  readonly kind: 'connectServiceStarted';
  readonly hostAddress: string;
  readonly bindingPort: number;
  readonly timeMs: number;
}

export interface ConnectServiceEnd {
  readonly kind: 'connectServiceEnd';
  readonly hostAddress: string;
  readonly bindingPort: number;
  readonly timeMs: number;
}

export type ConnectEvent =
  | ConnectOperationStarted
  | ConnectOperationAnalyzed
  | ConnectOperationReadyForExecution
  | ConnectOperationCanceled
  | ConnectOperationFailed
  | ConnectOperationFinished
  | ConnectOperationClosed
  | ConnectSessionStarted
  | ConnectSessionClosed
  | ConnectServiceStarted
  | ConnectServiceEnd;
