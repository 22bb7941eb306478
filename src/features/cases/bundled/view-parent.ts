import { maskPartyName } from '../../../shared/masks.js'
import type { InputError } from '../../../shared/problem.js'
import { type Language, say } from '../../../shared/text.js'
import { gravity } from '../../deadlines/lamps.js'
import { waitedFor } from '../../workflow/awaiting.js'
import { statusTitle } from '../../workflow/statuses.js'
import type { CaseRecord } from '../case.js'
import type { Surroundings } from '../case-change.js'
import { viewOf } from '../case-in-hand.js'
import type { CaseReadRow } from '../case-rows.js'
import type { CaseSummary, CaseView } from '../case-schemas.js'
import { summaryOf } from '../clocks-of-case.js'
import type { BundleCaseRow } from './bundled-store.js'
import { isOver, parentStatus } from './parent-status.js'

/** One member's case; `sees`: the caller does, else it is known by its item and how far it has come. */
export interface MemberInHand {
  record: CaseRecord
  around: Surroundings
  sees: boolean
  row?: CaseReadRow
  /** Of a draft: why its item takes nothing in today (事项停用). */
  closed?: InputError | undefined
}

/** Rises with every act in any member: an ETag of the bundle's case guards all of them. */
export const versionOf = (members: readonly Pick<MemberInHand, 'record'>[]): number =>
  members.reduce((sum, { record }) => sum + record.version, 0)

export const bundleName = ({ name, name_en }: BundleCaseRow, language: Language): string =>
  language === 'en' && name_en !== null ? name_en : name

/** What is no item's type: the kind of a bundle's case in the place of one. */
const BUNDLE_TYPE = 'bundle'

/**
 * The case of a bundle (一件事主件) in the shape of a case: its code and name in the place of the item's, the status of its
 * members together, and of the members that the caller sees the parties, materials, notices and open steps. Answers and
 * forms stay with the members.
 */
export function viewParent(
  parent: BundleCaseRow,
  members: readonly MemberInHand[],
  language: Language,
  /** A member as its reader sees it. */
  viewed: (member: MemberInHand) => CaseView = ({ record, around }) => viewOf(record, around, language),
): CaseView {
  const seen = members.filter(({ sees }) => sees)
  const views = seen.map(viewed)
  const [first] = views
  if (first === undefined) throw new Error('who sees the case of a bundle sees one of its members')
  const statuses = members.map(({ record }) => record.status)
  const status = parentStatus(statuses)
  const summaries = seen.map(({ record, around }) => summaryOf(record, around))
  const days = (pick: (view: CaseView) => string | undefined) =>
    views.flatMap((view) => pick(view) ?? []).sort()
  const notices = views.flatMap(({ caseNo, correction }) =>
    correction === undefined ? [] : [{ caseNo, ...correction }],
  )
  const [received] = days(({ receivedOn }) => receivedOn)
  const closed = isOver(statuses) ? days(({ closedOn }) => closedOn).at(-1) : undefined
  const [due] = days((view) => view.due)
  const name = bundleName(parent, language)
  const awaits = views.flatMap((view) => view.awaits ?? [])
  return {
    caseNo: parent.case_no,
    version: versionOf(members),
    status,
    statusTitle: say(statusTitle(status), language),
    itemCode: parent.bundle_code,
    itemVersion: parent.bundle_version,
    itemName: name,
    itemType: BUNDLE_TYPE,
    organisation: parent.organisation_code,
    ...(parent.window_id === null ? {} : { windowId: parent.window_id }),
    channel: first.channel,
    applicantName: first.applicantName,
    ...(received === undefined ? {} : { receivedOn: received }),
    ...(closed === undefined ? {} : { closedOn: closed }),
    ...(due === undefined ? {} : { due }),
    ...(views.some(({ proofOwed }) => proofOwed === true) ? { proofOwed: true } : {}),
    lamp: gravest(summaries.map(({ lamp }) => lamp)) as CaseView['lamp'],
    answers: {},
    form: {},
    parties: first.parties,
    materials: views.flatMap(({ caseNo, materials }) => materials.map((each) => ({ ...each, caseNo }))),
    missing: together(views),
    ...(notices[0] === undefined
      ? {}
      : {
          correction: {
            requestedOn: notices.map(({ requestedOn }) => requestedOn).sort()[0] ?? notices[0].requestedOn,
            items: notices.flatMap(({ caseNo, items }) => items.map((item) => ({ ...item, caseNo }))),
          },
        }),
    commitments: views.flatMap(({ commitments }) => commitments),
    supplements: views.flatMap(({ supplements }) => supplements),
    specials: views.flatMap(({ specials }) => specials),
    related: [],
    ...(awaits.length === 0 ? {} : { awaits }),
    bundle: { bundleCode: parent.bundle_code, version: parent.bundle_version, name },
    children: members.map((each) => viewChild(each, language)),
    deferred: views.flatMap(({ deferred }) => deferred),
    clocks: [],
    tasks: views.flatMap(({ tasks }) => tasks),
    warnings: [
      ...new Map(
        views.flatMap(({ warnings }) => warnings).map((each) => [`${each.code} ${each.pointer}`, each]),
      ).values(),
    ],
    externalNos: first.externalNos,
    ...(first.visitId === undefined ? {} : { visitId: first.visitId }),
    createdAt: parent.created_at,
    updatedAt:
      members
        .map(({ record }) => record.updatedAt)
        .sort()
        .at(-1) ?? parent.created_at,
  }
}

/** What is missing in several members is one paper to bring. */
function together(views: readonly CaseView[]): CaseView['missing'] {
  const papers = new Map<string, CaseView['missing'][number] & { caseNos: string[] }>()
  for (const { caseNo, missing } of views)
    for (const { materialCode, name } of missing) {
      const paper = papers.get(`${materialCode} ${name}`) ?? { materialCode, name, caseNos: [] }
      papers.set(`${materialCode} ${name}`, { ...paper, caseNos: [...paper.caseNos, caseNo] })
    }
  return [...papers.values()]
}

const gravest = (lamps: readonly string[]): string =>
  lamps.toSorted((a, b) => gravity(b as never) - gravity(a as never))[0] ?? 'NONE'

/** A member by its item and how far it has come: what everybody sees who sees one of them. */
function viewChild({ record, around }: MemberInHand, language: Language) {
  const { caseNo, itemCode, itemName, organisationCode, status } = record
  const { dueOn, lamp } = summaryOf(record, around)
  return {
    caseNo,
    itemCode,
    itemName: language === 'en' ? (around.document.nameEn ?? itemName) : itemName,
    organisation: organisationCode,
    status,
    statusTitle: say(statusTitle(status, around.document.forwardsTo !== undefined), language),
    ...(dueOn === undefined ? {} : { due: dueOn }),
    lamp: lamp as CaseView['lamp'],
    waitsFor: [...new Set(waitedFor(record.facts).map((each) => each.caseNo))],
  }
}

/** A member's case as a line of a list. */
export function summariseMember({ record, around }: MemberInHand, language: Language): CaseSummary {
  const { dueOn, lamp } = summaryOf(record, around)
  const { facts } = record
  const optional = {
    parentNo: record.parentNo,
    windowId: record.windowId,
    situation: record.situation,
    receivedOn: record.receivedOn,
    acceptedOn: record.acceptedOn,
    decidedOn: record.decidedOn,
    closedOn: record.closedOn,
    resultType: record.resultType,
    due: dueOn,
  }
  return {
    caseNo: record.caseNo,
    version: record.version,
    status: record.status,
    statusTitle: say(statusTitle(record.status, around.document.forwardsTo !== undefined), language),
    itemCode: record.itemCode,
    itemVersion: record.itemVersion,
    itemName: record.itemName,
    itemType: record.itemType,
    organisation: record.organisationCode,
    channel: record.channel,
    applicantName: maskPartyName(facts.applicantType, facts.applicantName),
    lamp: lamp as CaseSummary['lamp'],
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  }
}
