import type { Bind } from '../../database/statement.js'
import type { Reach } from '../../shared/caller.js'

/**
 * Whether an organ is within reach, as a condition that is looked at once: all or nothing of an organ is, and each of its
 * rows looked up under its places would be three pages.
 */
export function organInReach(organisation: string, { organs, divisions }: Reach, bind: Bind): string {
  return `exists (select from organisations o join divisions d on d.code = o.division_code
      where o.code = ${organisation} and (o.code = any(${bind(organs)}::text[]) or d.ancestors && ${bind(divisions)}::text[]))`
}
