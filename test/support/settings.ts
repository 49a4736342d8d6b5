/** Colour themes by the short names that tests and scripts use. */
export const THEMES = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  hc: 'Default High Contrast',
  hcLight: 'Default High Contrast Light',
} as const;

export type ThemeName = keyof typeof THEMES;

/** Settings of VS Code by their ids. */
export type Settings = Readonly<Record<string, unknown>>;

/** A quiet VS Code that looks the same every time: no greeting, no trust question, no network features. */
const QUIET_SETTINGS: Settings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'window.autoDetectColorScheme': false,
  'window.autoDetectHighContrast': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'files.simpleDialog.enable': true,
  // A workbench in a browser saves by itself unless told otherwise; on the desktop it does not.
  'files.autoSave': 'off',
};

/** The quiet settings in one of the themes. */
export function quietSettings(theme: ThemeName): Settings {
  return { ...QUIET_SETTINGS, 'workbench.colorTheme': THEMES[theme] };
}
