import type { ActiveModule } from './activeModule';
import { ConfigurationFolder } from './configurationFolder';
import { Configurations } from './configurations';
import type { CoreClient } from './coreClient';
import { SecretSights } from './secretSights';

/** What is known of the options of modules, and what of it is shown. */
export type Configuration = Readonly<ReturnType<typeof createConfiguration>>;

// Without a return type: its members are disposed one by one, and an interface could not be gone through.
export function createConfiguration(core: CoreClient, active: ActiveModule) {
  const configurations = new Configurations(core);
  const configurationFolder = new ConfigurationFolder(active);
  configurationFolder.onDidChangeManifest((folder) => configurations.refresh(folder));
  return {
    configurations,
    configurationFolder,
    secretSights: new SecretSights(),
  };
}
