import { lifeFields } from './lifeFields';
import { logFields } from './logFields';
import { startFields } from './startFields';

/** PM2's options of an `apps` entry, under the names that it uses itself. Facts: PM2 7, "Ecosystem file" reference. */
export const appFields = { ...startFields, ...lifeFields, ...logFields };

export type AppFieldName = keyof typeof appFields;
