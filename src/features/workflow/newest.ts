/**
 * Holds where no version of a procedure above this one is published (现行流程), as the statement sees it that asks: whatever an
 * instance has in its memory, the database knows what is in force. Arguments are SQL. Pure.
 */
export const isNewest = (key: string, version: string): string =>
  `not exists (select 1 from workflow_versions w where w.key = ${key} and w.version > ${version})`
