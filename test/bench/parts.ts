import { activationPart } from './activation';
import { configurationPart } from './configuration';
import { crashesPart } from './crashes';
import { crowdPart } from './crowd';
import { floodsPart } from './floods';
import { hostLogsPart } from './hostLogs';
import { hostSavesPart } from './hostSaves';
import { languagePart } from './language';
import { logsPart } from './logs';
import type { Part } from './part';
import { savesPart } from './saves';
import { stormsPart } from './storms';

/** In the order of the page. */
export const parts: readonly Part[] = [
  ...[savesPart, configurationPart, crashesPart, logsPart, crowdPart],
  ...[hostSavesPart, hostLogsPart, floodsPart],
  ...[stormsPart, activationPart, languagePart],
];
