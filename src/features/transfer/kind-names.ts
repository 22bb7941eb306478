/** What can be brought in and taken out (导入导出种类), in the order of dependence: what others need stands first. */
export const KIND_NAMES = [
  'divisions',
  'organisations',
  'calendars',
  'monitorRules',
  'dictionaries',
  'synonyms',
  'workflows',
  'documentTemplates',
  'messageTemplates',
  'centres',
  'directory',
  'items',
  'bundles',
  'registers',
  'delegations',
  'windows',
  'publications',
  'staff',
  'absences',
  'grants',
] as const
/** What comes in besides: no part of a deployment, and nothing that is taken out this way. */
export const IMPORT_KINDS = [...KIND_NAMES, 'oldCases'] as const
export type KindName = (typeof IMPORT_KINDS)[number]
