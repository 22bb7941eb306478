import type { Caller } from '../../../shared/caller.js'
import { holdsSomebodysNumber } from '../../../shared/masks.js'
import type { OverrideProof } from '../../workflow/override-proof.js'
import type { Channel, Warning } from '../case.js'

/** A warning that staff take upon themselves (确认理由), with the paper that they saw where a reason alone does not do. */
export interface Override {
  pointer: string
  reason: string
  proof?: OverrideProof | undefined
}

/** The overrides of somebody who may override. */
export interface Overriding {
  subject: string
  overrides: readonly Override[]
}

/**
 * What the records of this system speak against, and a paper from elsewhere answers: death and divorce by a court are told
 * to nobody here (民法典 1051, 1080), and an application may have been taken in by another registry.
 */
const BY_PAPER: Readonly<Record<string, ReadonlySet<OverrideProof['kind']>>> = {
  ALREADY_MARRIED: new Set<OverrideProof['kind']>([
    'deathCertificate',
    'courtJudgment',
    'courtMediation',
    'divorceCertificate',
  ]),
  PRECEDING_CASE_REQUIRED: new Set<OverrideProof['kind']>(['applicationReceipt']),
}

/**
 * What comes with an application as the office has seen it: nobody of it sees documents at a kiosk (自助终端), so no doubt is
 * overridden there, and who accepts answers it.
 */
export const asSeen = <S extends object>(channel: Channel, sent: S): S =>
  channel === 'KIOSK' && 'overrides' in sent ? { ...sent, overrides: [] } : sent

/** Staff override, nobody else; undefined where the caller is none. */
export const overridingOf = (
  { grants, subject }: Pick<Caller, 'grants' | 'subject'>,
  overrides: readonly Override[] = [],
): Overriding | undefined =>
  overrides.length > 0 && grants.some(({ role }) => role === 'clerk' || role === 'lead')
    ? { subject, overrides }
    : undefined

/** The warning as it was overridden; undefined where nobody does, or the paper that it takes is not named. */
export function overridden(
  { code, pointer }: Pick<Warning, 'code' | 'pointer'>,
  by: Overriding | undefined,
): Warning | undefined {
  const override = by?.overrides.find((each) => each.pointer === pointer && isProven(code, each.proof))
  if (by === undefined || override === undefined) return undefined
  const { reason, proof } = override
  return { code, pointer, overriddenBy: by.subject, reason, ...(proof === undefined ? {} : { proof }) }
}

function isProven(code: string, proof: OverrideProof | undefined): boolean {
  const kinds = Object.hasOwn(BY_PAPER, code) ? BY_PAPER[code] : undefined
  if (kinds === undefined) return true
  return proof !== undefined && kinds.has(proof.kind) && !holdsSomebodysNumber(proof.number)
}

/** A finding of this code was overridden before, and stays so. */
export const isSettled = (
  warnings: readonly Warning[],
  { code, pointer }: Pick<Warning, 'code' | 'pointer'>,
): Warning | undefined =>
  warnings.find((each) => each.code === code && each.pointer === pointer && each.overriddenBy !== undefined)
