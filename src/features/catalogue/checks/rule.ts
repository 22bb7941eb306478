import type { Text } from '../../../shared/text.js'

/** A rule of the checks before publication: what it finds, and how to mend it. An error forbids publication. */
export interface Rule {
  severity: 'error' | 'warning'
  title: Text
  mend: Text
}

type Words = readonly [zh: string, en: string]
const make =
  (severity: Rule['severity']) =>
  (title: Words, mend: Words): Rule => ({
    severity,
    title: { zh: title[0], en: title[1] },
    mend: { zh: mend[0], en: mend[1] },
  })

/** Forbids publication. */
export const error = make('error')
/** Is told, and forbids nothing. */
export const warning = make('warning')
