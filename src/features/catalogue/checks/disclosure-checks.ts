import { error, finder, type Rule } from '../../../shared/finding.js'
import { DISCLOSURES, type Disclosure, type ItemDocument } from '../item-document.js'
import type { Finding } from './finding.js'

/** The eight disclosures (八公开). */
export const DISCLOSURE_RULES = {
  DISCLOSURE_EMPTY: error(
    ['八公开内容为空', 'A disclosure is empty'],
    ['补充该项公开内容', 'Fill in this disclosure'],
  ),
} as const satisfies Record<string, Rule>

const found = finder(DISCLOSURE_RULES)

/** 项目八公开: none of the eight may be empty. The schema of the record holds the other four. */
export function checkDisclosures(document: ItemDocument): Finding[] {
  const lists: [Disclosure, string, unknown[]][] = [
    ['legalBasis', '/legalBases', document.legalBases],
    ['conditions', '/conditions', document.conditions],
    ['materials', '/materials', document.materials],
    ['procedure', '/procedure', document.procedure],
  ]
  return lists
    .filter(([, , entries]) => entries.length === 0)
    .map(([key, pointer]) =>
      found('DISCLOSURE_EMPTY', pointer, {
        zh: `八公开内容“${DISCLOSURES[key].zh}”为空`,
        en: `The disclosure "${DISCLOSURES[key].en}" is empty`,
      }),
    )
}
