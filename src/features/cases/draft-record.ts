import type { Deps } from '../../deps.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import { makeCaseNo } from '../../shared/ids.js'
import type { Instant } from '../../shared/time.js'
import type { ItemInForce } from '../catalogue/item-reader.js'
import type { WindowWithAuthority } from '../divisions/division-service.js'
import type { CreateCaseBody } from './application-schemas.js'
import { type CaseFacts, type CaseRecord, CHANNELS } from './case.js'
import { bindSubject, materialOf, overrideWarnings } from './case-input.js'
import { keptNumbers } from './intake/external-store.js'
import { prefilledOf } from './intake/prefilled.js'
import type { IntakeFindings } from './intake.js'
import { assistanceOf } from './parties/assistance.js'
import type { ReadParties } from './parties/read-parties.js'
import { hashQueryCode } from './query-code.js'

interface Ingredients {
  body: CreateCaseBody
  caller: Caller
  item: ItemInForce
  window: WindowWithAuthority | undefined
  read: { now: Instant; serial: number }
  id: string
  queryCode: string
  parties: ReadParties
  intake: IntakeFindings
}

/** The case before its first act: version 0, a draft. */
export function draftRecord(
  deps: Pick<Deps, 'encryption'>,
  { body, caller, item, window, read, id, queryCode, parties, intake }: Ingredients,
): CaseRecord {
  const division = window?.divisionCode ?? item.divisionCode
  const caseNo = makeCaseNo(division, read.now, CHANNELS[body.channel].code, read.serial)
  const applicant = parties.parties.find((party) => party.role === 'applicant')
  const assistance = assistanceOf(caller, body.assistance, body.parties)
  const facts: CaseFacts = {
    applicantName: applicant?.name ?? '',
    applicantType: applicant?.type ?? 'natural',
    answers: intake.answers,
    form: body.form ?? {},
    externalNos: keptNumbers(body.externalNos ?? []),
    ...(body.visitId === undefined ? {} : { visitId: body.visitId }),
    ...(assistance === undefined ? {} : { assistance }),
    ...prefilledOf(body.prefilled, undefined, { caller, now: read.now }),
    warnings: overrideWarnings(parties.warnings, body.overrides ?? [], caller),
    documents: 0,
    missing: intake.missing,
    correctionsGiven: 0,
    deferred: [],
    specials: [],
    acts: [],
  }
  return {
    id,
    caseNo,
    version: 0,
    status: 'DRAFT',
    itemCode: item.itemCode,
    itemVersion: item.version,
    itemName: item.document.name,
    itemType: item.document.type,
    organisationCode: item.organisationCode,
    divisions: [...new Set([...item.divisions, ...(window?.divisions ?? [])])],
    decidingDivisions: item.divisions,
    ...(window === undefined ? {} : placeOf(window)),
    organ: { code: item.organisationCode, divisions: item.divisions },
    askedOrgans: [],
    channel: body.channel,
    ...(intake.situation === undefined ? {} : { situation: intake.situation }),
    facts,
    queryCodeHash: hashQueryCode(deps, caseNo, queryCode),
    createdBy: subjectOf(caller),
    createdAt: read.now,
    updatedAt: read.now,
    parties: parties.parties.map((party) => bindSubject(party, body.parties, { caller, now: read.now })),
    materials: (body.materials ?? []).map((input) => materialOf(input, read.now)),
    clocks: [],
    tasks: [],
  }
}

/** The window that takes a case in, as the case keeps it. */
export function placeOf(window: WindowWithAuthority) {
  return {
    windowId: window.windowId,
    windowAuthority: window.level ?? 'none',
    windowOrganisation: window.organisationCode,
    centreOrganisation: window.centreOrganisation,
    windowDivisions: window.divisions,
  }
}
