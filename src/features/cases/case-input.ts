import { type Caller, subjectOf } from '../../shared/caller.js'
import { newId } from '../../shared/ids.js'
import type { Instant } from '../../shared/time.js'
import type { CreateCaseBody } from './application-schemas.js'
import type { CaseRecord, Material, MaterialProof, Party, Warning } from './case.js'
import { type Override, overridden, overridingOf } from './intake/overrides.js'
import type { IdentityProof } from './parties/identity-proofs.js'
import { whoSignsIn } from './parties/who-signs-in.js'

/** What the intake check looks at, of a request. */
export function applicationOf(
  body: Pick<CreateCaseBody, 'parties' | 'answers' | 'form' | 'materials' | 'situation'>,
) {
  const applicant = body.parties.find((party) => party.role === 'applicant')
  return {
    applicantType: applicant?.type ?? 'natural',
    represented: body.parties.some((party) => party.role === 'representative'),
    answers: body.answers ?? {},
    form: body.form ?? {},
    materials: body.materials ?? [],
    situation: body.situation,
  }
}

/** The uploaded files that an application names and the case does not have yet, with the place where it does. */
export function filesOf(
  { materials, parties }: Partial<Pick<CreateCaseBody, 'materials' | 'parties'>>,
  record?: Pick<CaseRecord, 'materials' | 'parties'>,
) {
  const there = new Set([
    ...(record?.materials ?? []).map((material) => material.fileId),
    ...(record?.parties ?? []).map((party) => party.mandateFileId),
  ])
  const named = [
    ...(materials ?? []).map(({ fileId }, index) => ({ pointer: `/materials/${index}/fileId`, fileId })),
    ...(parties ?? []).map((party, index) => ({
      pointer: `/parties/${index}/mandateFileId`,
      fileId: party.mandateFileId,
    })),
  ]
  return named.flatMap(({ pointer, fileId }) =>
    fileId === undefined || there.has(fileId) ? [] : [{ pointer, fileId }],
  )
}

/** Under this code pictures of a visit of the premises lie with the case (现场核查照片); no item lists it. */
export const VISIT_PICTURE = 'visit-picture'
/** And under this one what came with an opinion (会审意见附件). */
export const OPINION_FILE = 'opinion-file'

/** A material (材料) as it is handed in now. */
export function materialOf(
  input: NonNullable<CreateCaseBody['materials']>[number] & { proof?: MaterialProof },
  now: Instant,
): Material {
  const { materialCode, source, copies = 1, fileId, licence, reference, proof } = input
  return {
    materialId: newId(),
    materialCode,
    source,
    copies,
    ...(fileId === undefined ? {} : { fileId }),
    ...(licence === undefined ? {} : { licence }),
    ...(reference === undefined ? {} : { reference }),
    ...(proof === undefined ? {} : { proof }),
    addedAt: now,
  }
}

/** The signing-in proves who it is (实名登录): nothing that an applicant says beside it does. */
const signedIn = <P extends object>(party: P, caller: Caller, at: Instant): P => ({
  ...party,
  identityProof: { method: 'oidc', at, reference: caller.issuer } satisfies IdentityProof,
})

/**
 * A citizen who applies is bound to a party (whoSignsIn). Whoever is named there is only proved where the token tells the
 * same number: one may write down anybody.
 */
export function bindSubject<P extends Pick<Party, 'partyNo' | 'idNumberIndex'>>(
  party: P,
  parties: CreateCaseBody['parties'],
  { caller, now }: { caller: Caller; now: Instant },
): P {
  if (!caller.grants.some((grant) => grant.role === 'citizen')) return party
  if (party.partyNo !== whoSignsIn(parties, now)) return party
  const bound = { ...party, subject: subjectOf(caller) }
  return caller.signedInIndex?.equals(party.idNumberIndex) === true ? signedIn(bound, caller, now) : bound
}

/** Warnings are taken upon themselves by staff only, each with a reason. */
export function overrideWarnings(
  warnings: Warning[],
  overrides: readonly Override[],
  caller: Caller,
): Warning[] {
  const by = overridingOf(caller, overrides)
  return warnings.map((warning) => overridden(warning, by) ?? warning)
}
