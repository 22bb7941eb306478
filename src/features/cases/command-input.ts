import { isDeepStrictEqual } from 'node:util'
import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import { type Caller, rolesOverOrgan } from '../../shared/caller.js'
import type { Encryption } from '../../shared/encryption.js'
import type { InputError } from '../../shared/problem.js'
import { pointerPart } from '../catalogue/questions/form.js'
import { sentBackMasked } from '../catalogue/questions/personal-fields.js'
import { type WindowWithAuthority, windowWithAuthority } from '../divisions/division-service.js'
import type { Command } from '../workflow/action-inputs.js'
import { waitedFor } from '../workflow/awaiting.js'
import type { Refusal } from '../workflow/decision.js'
import { checkUploads, handedIn } from '../workflow/handed-in.js'
import type { MaterialInput } from '../workflow/material-input.js'
import { writingAs } from './applying.js'
import type { CaseRecord, Material } from './case.js'
import type { Surroundings } from './case-change.js'
import type { InHand } from './case-in-hand.js'
import { filesOf, materialOf, OPINION_FILE, overrideWarnings, VISIT_PICTURE } from './case-input.js'
import { namedColleagues, namedOrgans, refuseReviewer } from './command-names.js'
import { placeOf } from './draft-record.js'
import { unlistedIn } from './draft-version.js'
import { checkBrought } from './intake/brought-files.js'
import { checkOverrides, type Override, type Overriding, overridingOf } from './intake/overrides.js'
import { checkConfirmed } from './intake/prefilled.js'
import { proofOf, provenAnew } from './intake/shared-proofs.js'
import { checkIntake, offeredCommitments } from './intake.js'
import { judgedOf, standing } from './parties/judged-parties.js'
import { checkInForce, type KeptMandate } from './parties/mandates.js'
import { checkNamed } from './parties/named-parties.js'
import { ageOfApplicant, checkParties, provenRoles, type Said } from './parties/party-rules.js'
import { refuseInput } from './refuse-input.js'

interface WithInput extends InHand {
  /** New and replaced materials, to be written. */
  materials: Material[]
}

/** What an action brings along (form, materials, window, overrides) becomes part of the case before the decision. */
export async function withInput(
  deps: Pick<Deps, 'config' | 'encryption' | 'files' | 'registers'> & { pool: Queryable },
  hand: InHand,
  { command, caller }: { command: Command; caller: Caller },
): Promise<WithInput | Refusal> {
  const { form, materials, windowId, overrides } = command as {
    form?: Record<string, unknown>
    materials?: MaterialInput[]
    windowId?: string
    overrides?: Override[]
  }
  const brought = filesOf({ materials: materials ?? [] }, hand.record)
  const shown = filesOfAct(command)
  const pointed = shown.map(({ pointer, fileId }) => ({ pointer, fileId }))
  const files = await checkBrought(deps, [...brought, ...pointed], caller, hand.record.parties)
  const by = writingAs(caller, hand.record, hand.around.actor)
  // Who accepts what came from a kiosk has the documents before him.
  const comesBy = hand.record.status === 'DRAFT' ? hand.record.channel : undefined
  const unseen = checkOverrides(by, comesBy, overrides)
  if (files.length + unseen.length > 0) return refuseInput([...files, ...unseen])
  const { schema } = hand.around.document.form
  const masked = sentBackMasked(schema, hand.record.facts.form, form ?? {})
  if (masked.length > 0) return refuseInput(masked.map(maskedValue))
  const record = { ...hand.record, facts: { ...hand.record.facts } }
  // Whoever is named by now may be another than the one about whom was asked.
  const anew =
    record.status === 'DRAFT' && command.action === 'submit'
      ? await provenAnew(deps, record, proofOf(record, caller, hand.around.now))
      : []
  record.materials = record.materials.map(
    (material) => anew.find(({ materialId }) => materialId === material.materialId) ?? material,
  )
  const added = (materials ?? []).map((input) => materialOf(input, hand.around.now))
  const pictures = shown.map(({ materialCode, fileId }) =>
    materialOf({ materialCode, source: 'upload', fileId }, hand.around.now),
  )
  const unlisted =
    record.status === 'DRAFT' && command.action === 'submit' ? unlistedIn(hand.around, record.materials) : []
  const codes = new Set([...added, ...unlisted].map((material) => material.materialCode))
  const replaced = record.materials
    .filter((material) => codes.has(material.materialCode))
    .map((material) => ({ ...material, removedAt: hand.around.now }))
  if (windowId !== undefined && record.windowId !== undefined && windowId !== record.windowId)
    return refuseInput([{ pointer: '/windowId', code: 'WINDOW_FIXED', message: WINDOW_FIXED }])
  if (windowId !== undefined && record.windowId === undefined) {
    const window = await windowWithAuthority(deps.pool, windowId, record.itemCode)
    if (window === undefined || !sitsAt(caller, window)) {
      const message = { en: 'Not a window of yours', zh: '不是您的窗口' }
      return refuseInput([{ pointer: '/windowId', code: 'WINDOW_UNKNOWN', message }])
    }
    if (window.level === undefined || window.level === 'advises') {
      const message = { en: 'This window does not take this item in', zh: '该窗口不收取该事项' }
      return refuseInput([{ pointer: '/windowId', code: 'WINDOW_WITHOUT_AUTHORITY', message }])
    }
    Object.assign(record, placeOf(window))
    record.divisions = [...new Set([...record.divisions, ...window.divisions])]
  }
  if (overrides !== undefined) record.facts.warnings = overrideWarnings(record.facts.warnings, overrides, by)
  if (form !== undefined) record.facts.form = { ...record.facts.form, ...form }
  record.materials = [...record.materials.filter((material) => !codes.has(material.materialCode)), ...added]
  const changes = form !== undefined || materials !== undefined || command.action === 'submit'
  const errors = changes
    ? recheck(record, hand.around, { command, age: ageToLookAt(deps, record, hand.around, command) })
    : []
  errors.push(...checkChanged(hand.record, command))
  if (form !== undefined || (record.status === 'DRAFT' && command.action === 'submit')) {
    errors.push(...namedIn(deps.encryption, record, hand.around, overridingOf(by, overrides)))
  }
  if (record.status === 'DRAFT' && command.action === 'submit')
    errors.push(
      ...handedInBy(deps.encryption, record, hand.around),
      ...checkConfirmed(record.facts.prefilled),
    )
  if (errors.length > 0) return refuseInput(errors, record.facts.changedSince)
  const barred = await refuseReviewer(deps, record, command)
  if (barred !== undefined) return barred
  const officers = await namedColleagues(deps, record, command)
  const around = { ...hand.around, ...(await namedOrgans(deps, hand, command)), ...officers }
  record.materials = [...record.materials, ...pictures]
  const kept = anew.filter((material) => !codes.has(material.materialCode))
  return { ...hand, around, record, materials: [...replaced, ...kept, ...added, ...pictures] }
}

/** Files that an act itself brings: pictures of a visit, what comes with an opinion. */
function filesOfAct(command: Command): { pointer: string; fileId: string; materialCode: string }[] {
  if (command.action === 'completeStep')
    return (command.visit?.pictures ?? []).map((fileId, index) => ({
      pointer: `/visit/pictures/${index}`,
      fileId,
      materialCode: VISIT_PICTURE,
    }))
  if (command.action !== 'giveOpinion') return []
  return (command.attachments ?? []).map((fileId, index) => ({
    pointer: `/attachments/${index}`,
    fileId,
    materialCode: OPINION_FILE,
  }))
}

const maskedValue = (name: string): InputError => ({
  pointer: `/form/${pointerPart(name)}`,
  code: 'MASKED_VALUE',
  message: {
    en: 'This is the masked value: leave the field out, or send the real one',
    zh: '该值为脱敏显示内容，请勿回传；如需修改请填写真实内容',
  },
})

/** Whether a clerk of the caller's organs works at a window: its own organ's, or the centre's. */
function sitsAt(caller: Caller, window: WindowWithAuthority): boolean {
  return [window.organisationCode, window.centreOrganisation].some((code) =>
    rolesOverOrgan(caller, { code, divisions: window.divisions }).has('clerk'),
  )
}

/**
 * How old the applicant of a draft is that is handed in, where the item asks for it. Later it stays as it was: who has grown
 * older meanwhile is not refused for it.
 */
function ageToLookAt(
  { encryption }: { encryption: Encryption },
  record: CaseRecord,
  { document, today }: Surroundings,
  { action }: Command,
): number | undefined {
  const isAsked = document.questions.some(({ youngerThan }) => youngerThan !== undefined)
  if (record.status !== 'DRAFT' || action !== 'submit' || !isAsked) return undefined
  return ageOfApplicant(judgedOf(encryption, record), today)
}

/** What the item wants of the parties is looked at when a draft is handed in: it may have waited until now. */
function handedInBy(
  encryption: Encryption,
  record: CaseRecord,
  { document, today }: Surroundings,
): InputError[] {
  const { errors, warnings } = checkParties(document, judgedOf(encryption, record), {
    ...record,
    today,
    said: record.facts as Said,
    signedIn: record.parties.some(({ subject }) => subject !== undefined),
    assistance: record.facts.assistance?.kind,
  })
  const known = new Set(record.facts.warnings.map(({ code, pointer }) => `${code} ${pointer}`))
  const more = warnings.filter(({ code, pointer }) => !known.has(`${code} ${pointer}`))
  record.facts.warnings = [...record.facts.warnings, ...more]
  const ended = record.parties.flatMap(({ mandate }, index) =>
    mandate === undefined
      ? []
      : checkInForce(mandate as KeptMandate, `/parties/${index}/mandate`, 'apply', today),
  )
  return [...errors, ...ended]
}

/** Whom the form names is looked at again whenever the form changes; a warning that no longer holds goes. */
function namedIn(
  encryption: Encryption,
  record: CaseRecord,
  { document }: Surroundings,
  by: Overriding | undefined,
): InputError[] {
  const { form, warnings: settled } = record.facts
  const { errors, warnings } = checkNamed(encryption, document.form.schema, { ...record, form, settled, by })
  record.facts.warnings = [...settled.filter(({ code }) => code !== 'PARTY_DIFFERS'), ...warnings]
  return errors
}

/**
 * A field that the notice asked for comes with another value, or the applicant says to stand by it: what was sent again as
 * it was would pass for a correction.
 */
function checkChanged({ facts }: CaseRecord, command: Command): InputError[] {
  if (command.action !== 'submit') return []
  const { form = {}, unchanged = [] } = command
  const { openFields = [] } = facts.correction ?? {}
  const same = openFields.filter(
    (field) =>
      !unchanged.includes(field) &&
      Object.hasOwn(form, field) &&
      isDeepStrictEqual(form[field], facts.form[field]),
  )
  const message = {
    en: 'This is what it was: correct it, or name it in `unchanged` to stand by it',
    zh: '内容与原来相同：请更正，或者在 unchanged 中列明坚持原填写内容',
  }
  return [
    ...same.map((field) => ({
      pointer: `/form/${pointerPart(field)}`,
      code: 'CORRECTION_UNCHANGED',
      message,
    })),
    ...unchanged.flatMap((field, index) =>
      openFields.includes(field)
        ? []
        : [
            {
              pointer: `/unchanged/${index}`,
              code: 'NOT_ASKED_FOR',
              message: { en: 'The notice did not ask for this field', zh: '补正告知未涉及该字段' },
            },
          ],
    ),
  ]
}

/**
 * Looks the application over again with what came; what the notice asked for and came is no longer open. Gives what is
 * wrong.
 */
function recheck(
  record: CaseRecord,
  around: Surroundings,
  { command, age }: { command: Command; age: number | undefined },
): InputError[] {
  const application = {
    applicantType: record.facts.applicantType,
    represented: record.parties.some((party) => party.role === 'representative'),
    answers: record.facts.answers,
    age,
    form: record.facts.form,
    materials: record.materials,
    proofs: provenRoles(around.document, record.parties.map(standing), record.facts as Said),
    awaited: waitedFor(record.facts).map(({ materialCode }) => materialCode),
  }
  const intake = checkIntake(around.document, application, true, around.today)
  // What the case holds already is judged by what is missing; places are told of what was sent.
  const unknown = intake.errors.filter(({ code }) => code !== 'MATERIAL_UNKNOWN' && code !== 'FILE_REQUIRED')
  const supplied = (command as { materials?: MaterialInput[] }).materials ?? []
  const sent = supplied.flatMap((material, index) =>
    around.document.materials.some((each) => each.materialCode === material.materialCode)
      ? []
      : [
          {
            pointer: `/materials/${index}/materialCode`,
            code: 'MATERIAL_UNKNOWN',
            message: { en: 'The item does not list this material', zh: '事项未列出该材料' },
          },
        ],
  )
  sent.push(...checkUploads(supplied))
  if (unknown.length + sent.length > 0) return [...sent, ...unknown]
  record.facts.missing = intake.missing
  record.facts.answers = intake.answers
  if (intake.situation !== undefined) record.situation = intake.situation
  const notice = record.facts.correction
  if (notice === undefined) return []
  const came = new Set(handedIn(supplied, offeredCommitments(around.document)))
  const changed = (command as { form?: Record<string, unknown> }).form ?? {}
  const stands = new Set((command as { unchanged?: string[] }).unchanged ?? [])
  record.facts.correction = {
    ...notice,
    openMaterials: notice.openMaterials.filter((code) => !came.has(code)),
    openFields: notice.openFields.filter((field) => !Object.hasOwn(changed, field) && !stands.has(field)),
  }
  return []
}

export const WINDOW_FIXED = {
  en: 'The window at which a case came in does not change: leave windowId out',
  zh: '办件的收件窗口不能更改，请不要填写 windowId',
}
