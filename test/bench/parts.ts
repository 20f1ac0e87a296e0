import { activationPart } from './activation';
import { crashesPart } from './crashes';
import { floodsPart } from './floods';
import { languagePart } from './language';
import type { Part } from './part';
import { savesPart } from './saves';
import { stormsPart } from './storms';

/** In the order of the page. */
export const parts: readonly Part[] = [savesPart, crashesPart, stormsPart, floodsPart, activationPart, languagePart];
