import { UserError } from '../../base/errors';

/** There is no package.json that can be read: Node itself would start no file of its folder, or start it as something else. */
export class BrokenManifestError extends UserError {}
