import { Type } from 'typebox'
import { LegalDate, openEnum, part, Strict } from '../../http/schemas.js'
import { STATUS_NAMES } from '../workflow/statuses.js'

export const RelatedCases = Type.Array(
  Strict({
    relation: openEnum([
      'supersededBy',
      'movedTo',
      'movedFrom',
      'forwardedTo',
      'forwardedFrom',
      'renewalOf',
      'changeOf',
    ]),
    caseNo: Type.String(),
    materials: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Of forwardedFrom: what came along, and is not asked for again (转报的材料)',
      }),
    ),
    standing: Type.Optional(
      Strict(
        {
          status: Type.String({ examples: ['REVIEWING'] }),
          statusTitle: Type.String({ examples: ['审查中'] }),
          organisation: Type.String({ examples: ['11511100MB0YCH002K'] }),
          acceptedOn: Type.Optional(LegalDate),
          due: Type.Optional(LegalDate),
          decidedOn: Type.Optional(LegalDate),
          resultType: Type.Optional(Type.String({ examples: ['issued'] })),
        },
        { description: 'Of a case that was forwarded: how the other one stands now (转报办件进展)' },
      ),
    ),
    decideBy: Type.Optional({
      ...LegalDate,
      description:
        'Of a renewal that came in time: the last working day on which the licence holds (应于此日前决定)',
    }),
    validTo: Type.Optional({
      ...LegalDate,
      description: 'Of a renewal: the last day of the licence when it was applied for (原有效期至)',
    }),
    basis: Type.Optional(
      Type.String({
        description:
          'Of such a renewal, where the item cites it: the law by which it counts as renewed when it is not decided by then (视为准予延续依据); of type 01 that is 行政许可法第五十条第二款, of others nothing happens by itself',
        examples: ['《示例条例》第二十条第二款'],
      }),
    ),
    licenceNo: Type.Optional(
      Type.String({
        description: 'Of a renewal or a change: number of the licence that it is about (证照编号)',
        examples: ['JY15111020000017'],
      }),
    ),
  }),
  { description: 'Cases with which this one hangs together (关联办件)' },
)

export const AwaitedView = part(
  'AwaitedResult',
  Strict({
    materialCode: Type.String(),
    name: Type.String(),
    caseNo: Type.String({ description: 'The case whose result it is' }),
    itemCode: Type.String(),
    itemName: Type.String(),
    state: openEnum(['waiting', 'came', 'failed', 'otherwise'], {
      description: '等待中、已取得、未获批准（须另行提交）、已另行提交',
    }),
    on: Type.Optional(LegalDate),
  }),
)

export const ChildView = part(
  'CaseOfBundle',
  Strict({
    caseNo: Type.String(),
    itemCode: Type.String(),
    itemName: Type.String(),
    organisation: Type.String(),
    status: openEnum(STATUS_NAMES),
    statusTitle: Type.String(),
    due: Type.Optional(LegalDate),
    lamp: openEnum(['NONE', 'NOTICE', 'YELLOW', 'RED']),
    waitsFor: Type.Array(Type.String(), { description: 'Cases whose result it waits for (等待前置结果)' }),
  }),
)

export const BundleOfCase = Strict(
  { bundleCode: Type.String(), version: Type.Integer(), name: Type.String() },
  { description: 'Of the case of a bundle: which (一件事)' },
)
