import type { ItemDocument } from '../item-document.js'
import { type Finding, found } from './finding.js'

/** Codes of the dictionary audience: natural persons; legal persons; organs and organisations, which are neither. */
const NATURAL = ['1']
const LEGAL = ['2', '3', '4']
const OTHER = ['5', '6']

/**
 * 服务对象含自然人 ⇔ 有自然人主题；含法人 ⇔ 有法人主题. Records from before themes were kept have none at all, which is only
 * told; one kind without the other is a mistake.
 */
export function checkThemes({ audiences, themes }: ItemDocument): Finding[] {
  if (themes?.natural === undefined && themes?.legal === undefined)
    return [found('THEMES_UNSTATED', '/themes')]
  const serves = (codes: string[]) => audiences.some((audience) => codes.includes(audience))
  const findings: Finding[] = []
  if (serves(NATURAL) && themes.natural === undefined)
    findings.push(found('THEME_MISSING', '/themes/natural'))
  if (serves(LEGAL) && themes.legal === undefined) findings.push(found('THEME_MISSING', '/themes/legal'))
  if (!serves(NATURAL) && themes.natural !== undefined)
    findings.push(found('THEME_AUDIENCE', '/themes/natural'))
  // Themes of legal persons may also serve organs and other organisations.
  if (!serves([...LEGAL, ...OTHER]) && themes.legal !== undefined)
    findings.push(found('THEME_AUDIENCE', '/themes/legal'))
  return findings
}
