import { readFileSync } from 'node:fs';
import { sparkError } from '@kindling/protocol';

/** How a pool shares: among its own task sets by `mode`, with other pools by weight, after its least share. */
export interface PoolAllocation {
  readonly name: string;
  readonly mode: 'FIFO' | 'FAIR';
  readonly weight: number;
  readonly minShare: number;
}

/**
 * Pools of an allocation file. What a pool does not say, or says wrongly, has its default, as in Spark.
 *
 * ```ts
 * parseAllocations('<allocations><pool name="etl"><weight>2</weight></pool></allocations>');
 * // [{ name: 'etl', mode: 'FIFO', weight: 2, minShare: 0 }]
 * ```
 */
export function parseAllocations(xml: string): PoolAllocation[] {
  const text = xml.replace(/<!--[\s\S]*?-->/g, '');
  const pools: PoolAllocation[] = [];
  for (const [, attributes = '', body = ''] of text.matchAll(/<pool\b([^>]*?)(?:\/>|>([\s\S]*?)<\/pool\s*>)/g)) {
    const name = /\bname\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(attributes);
    if (name === null) continue;
    const element = (tag: string): string => new RegExp(`<${tag}\\s*>([\\s\\S]*?)</${tag}\\s*>`).exec(body)?.[1]?.trim() ?? '';
    const whole = (tag: string, otherwise: number): number => (/^\d+$/.test(element(tag)) ? Number(element(tag)) : otherwise);
    pools.push({
      name: unescaped(name[1] ?? name[2] ?? ''),
      mode: element('schedulingMode').toUpperCase() === 'FAIR' ? 'FAIR' : 'FIFO',
      weight: whole('weight', 1),
      minShare: whole('minShare', 0),
    });
  }
  return pools;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescaped(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] as string);
}

export function readAllocations(path: string): PoolAllocation[] {
  let text: string;
  try {
    text = readFileSync(path.replace(/^file:(\/\/)?/, ''), 'utf8');
  } catch (error) {
    const message = `spark.scheduler.allocation.file names ${path}, which cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw sparkError('KINDLING_INVALID_OPTION', { option: 'spark.scheduler.allocation.file', message }, { cause: error });
  }
  return parseAllocations(text);
}
