import { expect, it } from 'vitest';
import { EventBus, type SparkEvent } from '../../src/events/index.ts';

const unpersist = (rddId: number): SparkEvent => ({ kind: 'unpersistRDD', rddId });
const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const rddIds = (events: readonly SparkEvent[]) => events.map((event) => (event.kind === 'unpersistRDD' ? event.rddId : -1));

function makeBus(capacity = 10_000) {
  const lines: string[] = [];
  const bus = new EventBus({ capacityOf: () => capacity, log: (level, message) => lines.push(`${level} ${message}`) });
  return { bus, lines };
}

it('delivers in order, after the post has returned', async () => {
  const { bus } = makeBus();
  const seen: SparkEvent[] = [];
  bus.addListener('first', (event) => void seen.push(event));
  for (const id of range(5000)) bus.post(unpersist(id));
  expect(seen).toEqual([]);
  await bus.waitUntilEmpty();
  expect(rddIds(seen)).toEqual(range(5000));
});

it('holds up only the listener that is slow, and keeps its order', async () => {
  const { bus } = makeBus();
  const slow: SparkEvent[] = [];
  const fast: SparkEvent[] = [];
  let release: (() => void) | undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  bus.addListener('slow', async (event) => {
    await gate;
    slow.push(event);
  });
  bus.addListener('fast', (event) => {
    fast.push(event);
    if (fast.length === 3) release?.();
  });
  for (const id of range(3)) bus.post(unpersist(id));
  await bus.stop();
  expect(rddIds(fast)).toEqual([0, 1, 2]);
  expect(rddIds(slow)).toEqual([0, 1, 2]);
});

it('drops what does not fit, counts it and says so', async () => {
  const { bus, lines } = makeBus(10);
  const seen: SparkEvent[] = [];
  bus.addListener('appStatus', (event) => void seen.push(event));
  for (const id of range(14)) bus.post(unpersist(id));
  expect(bus.status()).toEqual([{ name: 'appStatus', waiting: 10, posted: 10, dropped: 4 }]);
  await bus.stop();
  expect(rddIds(seen)).toEqual(range(10));
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^error Dropping event from queue appStatus\. This likely means one of the listeners is too slow/);
  expect(lines[1]).toBe('warn Dropped 1 events from appStatus since the application started.');
  expect(lines[2]).toMatch(/^warn Dropped 3 events from appStatus since \d{4}-/);
});

it('goes on when a listener fails, now or later', async () => {
  const { bus, lines } = makeBus();
  const seen: SparkEvent[] = [];
  bus.addListener('throws', () => {
    throw new Error('at once');
  });
  bus.addListener('rejects', () => Promise.reject(new Error('later')));
  bus.addListener('good', (event) => void seen.push(event));
  for (const id of range(2)) bus.post(unpersist(id));
  await bus.stop();
  expect(rddIds(seen)).toEqual([0, 1]);
  expect(lines.filter((line) => line.startsWith('error Listener throws threw an exception on unpersistRDD: Error: at once'))).toHaveLength(
    2,
  );
  expect(lines.filter((line) => line.startsWith('error Listener rejects threw an exception on unpersistRDD: Error: later'))).toHaveLength(
    2,
  );
});

it('delivers events that listeners post, and after stop takes no more', async () => {
  const { bus } = makeBus();
  const seen: SparkEvent[] = [];
  bus.addListener('echo', (event) => {
    seen.push(event);
    if (event.kind === 'unpersistRDD' && event.rddId < 3) bus.post(unpersist(event.rddId + 1));
  });
  bus.post(unpersist(0));
  await bus.waitUntilEmpty();
  expect(rddIds(seen)).toEqual([0, 1, 2, 3]);
  await bus.stop();
  bus.post(unpersist(9));
  await bus.waitUntilEmpty();
  expect(seen).toHaveLength(4);
});

it('tells a removed listener nothing more', async () => {
  const { bus } = makeBus();
  const seen: SparkEvent[] = [];
  const remove = bus.addListener('short', (event) => void seen.push(event));
  bus.post(unpersist(1));
  remove();
  bus.post(unpersist(2));
  await bus.stop();
  expect(seen).toEqual([]);
});

it('lets other work of the process have its turn between many events', async () => {
  const { bus } = makeBus();
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  bus.addListener('busy', () => {
    const endMs = performance.now() + 0.2;
    while (performance.now() < endMs);
  });
  for (const id of range(500)) bus.post(unpersist(id));
  await bus.waitUntilEmpty();
  clearInterval(timer);
  expect(turns).toBeGreaterThan(3);
});
