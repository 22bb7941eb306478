import { Type } from 'typebox'
import { dayOf, Instant, LegalDate, model, SAID, Strict, strEnum, Uuid } from '../../http/schemas.js'
import { COUNTY_EMERGENCY, exampleId, GENERAL_WINDOW_ID } from '../../shared/sample-codes.js'
import { Answerable, viewAnswerable } from '../deadlines/answerable.js'
import { HANDOVER_STATUSES } from './handover.js'
import type { HandoverRow } from './handover-service.js'
import { HANDLERS } from './handover-sides.js'

/** Lists and their parts are bounded: each case is an act of its own. */
const MOST_CASES = 50
const MOST_SHEETS = 500

const Named = (description: string, example: string) =>
  Type.String({ minLength: 1, maxLength: 50, description, examples: [example] })
const CaseNo = (example: string) =>
  Type.String({ minLength: 1, maxLength: 50, description: '办件编号', examples: [example] })
const MaterialCode = Type.String({
  minLength: 1,
  maxLength: 100,
  description: '材料编码',
  examples: ['identity-card'],
})
const Reason = Type.String({ minLength: 1, maxLength: 500, pattern: SAID, description: '理由' })

/** What a list says when it goes. */
export const handoverInput = (caseNo: string, materialCode: string) =>
  Strict(
    {
      from: Named('Window id or code of an organ (移交方)', GENERAL_WINDOW_ID),
      to: Named(
        'Window id or code of an organ (接收方): the organ that decides the cases, or acts for it by a delegation',
        COUNTY_EMERGENCY,
      ),
      cases: Type.Array(CaseNo(caseNo), {
        minItems: 1,
        maxItems: MOST_CASES,
        description: 'A case without sheets comes without papers: everything of it is electronic',
      }),
      sheets: Type.Array(
        Strict({
          caseNo: CaseNo(caseNo),
          materialCode: MaterialCode,
          count: Type.Integer({ minimum: 1, maximum: 10_000, description: '份数', examples: [1] }),
        }),
        { maxItems: MOST_SHEETS, description: 'Papers that go along (移交材料)' },
      ),
      dueOn: Type.Optional(
        dayOf(
          'When it should arrive; else in so many working days of the receiver as HANDOVER_DAYS says (应送达日)',
          '2030-03-06',
        ),
      ),
    },
    {
      description: 'Hand-over list (物料流转清单)',
      examples: [
        {
          from: GENERAL_WINDOW_ID,
          to: COUNTY_EMERGENCY,
          cases: [caseNo],
          sheets: [{ caseNo, materialCode, count: 1 }],
        },
      ],
    },
  )

const answers = (description: string, count: object) =>
  Type.Optional(
    Type.Array(
      Strict({
        caseNo: CaseNo('5111022603021000013'),
        materialCode: MaterialCode,
        ...count,
        reason: Type.Optional(Reason),
      }),
      { minItems: 1, maxItems: MOST_SHEETS, description },
    ),
  )

export const ReceiveInput = Strict(
  {
    sheets: answers('Only these sheets; without: everything that is still open, in full', {
      count: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 10_000,
          description:
            'How many came; without: all, or none where a reason says why it is refused. What is short is refused where there is a reason, else it was lost',
        }),
      ),
    }),
  },
  { description: 'What came (接收)', examples: [{}] },
)

export const RejectInput = Strict(
  {
    reason: Type.Optional(Reason),
    sheets: answers('Only these sheets, each with its reason; without: everything that is still open', {}),
  },
  { description: 'What is not taken, and why (退回)', examples: [{ reason: '清单与材料不符' }] },
)

const Signature = Strict(
  {
    by: Type.String({ description: 'issuer|subject' }),
    staffNo: Type.Optional(Type.String({ description: '工号', examples: ['town-clerk'] })),
    at: Instant,
  },
  { description: 'Who signed for it, and when (签收)' },
)

const SideView = Strict({
  windowId: Type.Optional(Uuid),
  organisation: Type.String({ description: '机构编码', examples: [COUNTY_EMERGENCY] }),
  name: Type.String({ examples: ['综合窗口'] }),
})

export const Handover = model(
  'Handover',
  Strict({
    handoverId: Uuid,
    status: strEnum(HANDOVER_STATUSES, { description: '在途、已接收、部分接收、已退回、已遗失' }),
    from: SideView,
    to: SideView,
    dueOn: LegalDate,
    answerable: Type.Optional(Answerable),
    overdue: Type.Boolean({
      description: 'On the way still, and later than it should be (逾期未达)',
      examples: [false],
    }),
    leftOut: Type.Array(Strict({ caseNo: CaseNo('5111022603021000013'), materialCode: MaterialCode }), {
      description:
        'Papers of these cases that were on no list when this one went, and that the organ does not have (未列入清单的材料): they may follow',
    }),
    given: Signature,
    finishedAt: Type.Optional(Instant),
    cases: Type.Array(
      Strict({
        caseNo: CaseNo('5111022603021000013'),
        status: strEnum(['ON_THE_WAY', 'RECEIVED', 'RETURNED', 'LOST'], {
          description: '在途、已接收、已退回、已遗失',
        }),
      }),
    ),
    sheets: Type.Array(
      Strict({
        caseNo: CaseNo('5111022603021000013'),
        materialCode: MaterialCode,
        count: Type.Integer({ description: '移交份数', examples: [1] }),
        received: Type.Optional(Type.Integer({ description: '接收份数', examples: [1] })),
        refused: Type.Optional(Type.Integer({ description: '退回份数', examples: [0] })),
        lost: Type.Optional(Type.Integer({ description: '遗失份数', examples: [0] })),
        reason: Type.Optional(Type.String({ description: '退回理由' })),
        answered: Type.Optional(Signature),
      }),
    ),
    version: Type.Integer({ examples: [1] }),
  }),
)

export const handoverParam = Strict({
  handoverId: Type.Unsafe<string>({ ...Uuid, examples: [exampleId(1)] }),
})

/** A list as both sides see it. */
export function viewHandover(row: HandoverRow) {
  return {
    handoverId: row.id,
    status: row.status,
    from: sideOf(row.from_window, row.from_organisation, row.from_name),
    to: sideOf(row.to_window, row.to_organisation, row.to_name),
    dueOn: row.due_on,
    // Who gave it stands in `given`: it answers for what never arrives, the other side for taking it or sending it back.
    ...(row.status === 'ON_THE_WAY'
      ? {
          answerable: viewAnswerable({ organisation: row.to_living ?? row.to_organisation, roles: HANDLERS }),
        }
      : {}),
    overdue: row.status === 'ON_THE_WAY' && row.due_on < row.today,
    leftOut: row.left_out ?? [],
    given: signature(row.given_by, row.given_staff_no, row.given_at),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
    cases: row.cases,
    sheets: row.sheets.map(({ answeredBy, answeredStaffNo, answeredAt, ...sheet }) => ({
      ...sheet,
      ...(answeredBy === undefined || answeredAt === undefined
        ? {}
        : { answered: signature(answeredBy, answeredStaffNo, answeredAt) }),
    })),
    version: row.version,
  }
}

const sideOf = (windowId: string | null, organisation: string, name: string) => ({
  ...(windowId === null ? {} : { windowId }),
  organisation,
  name,
})

const signature = (by: string, staffNo: string | null | undefined, at: string) => ({
  by,
  ...(staffNo == null ? {} : { staffNo }),
  at,
})
