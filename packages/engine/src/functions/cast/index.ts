export { canCast } from './can-cast.ts';
export type { CastSite } from './cast-site.ts';
export { floorSeconds } from './date-time-casts.ts';
export { foldCast } from './fold-cast.ts';
export { lowerCast } from './lower-cast.ts';
