export { floorSeconds } from './date-time-casts.ts';
export { canCast } from './can-cast.ts';
export { type CastSite, runtimeCast } from './cast-site.ts';
export { foldCast } from './fold-cast.ts';
export { castBetween, lowerCast } from './lower-cast.ts';
