import type { RuntimeBody } from '../runtime-body.ts';
import { encodingBodies } from './encoding-bodies.ts';
import { formatBodies } from './format-bodies.ts';
import { regexBodies } from './regex-bodies.ts';
import { sentenceBodies } from './sentences.ts';
import { textBodies } from './text-bodies.ts';

import { utf8Bodies } from './utf8-bodies.ts';

export { javaRegex } from './java-regex.ts';

export const stringBodies: readonly RuntimeBody[] = [
  ...textBodies,
  ...regexBodies,
  ...encodingBodies,
  ...formatBodies,
  ...sentenceBodies,
  ...utf8Bodies,
];
