import type { BlockManagerId, BlockStatus, BlockStatusUpdate, BlockUpdatedInfo } from '../block.ts';
import type { StorageLevel } from '../storage-level.ts';
import type { JsonObject } from './json-value.ts';

export function storageLevelToJson(level: StorageLevel): JsonObject {
  return {
    'Use Disk': level.useDisk,
    'Use Memory': level.useMemory,
    'Use Off Heap': level.useOffHeap,
    Deserialized: level.deserialized,
    Replication: level.replication,
  };
}

export function blockManagerIdToJson(id: BlockManagerId): JsonObject {
  return { 'Executor ID': id.executorId, Host: id.host, Port: id.port };
}

function blockStatusToJson(status: BlockStatus): JsonObject {
  return {
    'Storage Level': storageLevelToJson(status.storageLevel),
    'Memory Size': status.memorySizeBytes,
    'Disk Size': status.diskSizeBytes,
  };
}

export function blockUpdateToJson(update: BlockStatusUpdate): JsonObject {
  return { 'Block ID': update.blockId, Status: blockStatusToJson(update.status) };
}

export function blockUpdatedInfoToJson(info: BlockUpdatedInfo): JsonObject {
  return {
    'Block Manager ID': blockManagerIdToJson(info.blockManagerId),
    'Block ID': info.blockId,
    ...blockStatusToJson(info),
  };
}
