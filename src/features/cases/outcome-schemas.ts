import { Type } from 'typebox'
import { LegalDate, Money, Strict, Uuid } from '../../http/schemas.js'

export const GrantView = Strict(
  {
    conditions: Type.Optional(
      Type.Array(Strict({ text: Type.String(), until: Type.Optional(LegalDate) }), {
        description: '附带条件',
      }),
    ),
    partial: Type.Optional(
      Strict({
        granted: Type.String({ description: '准予的部分' }),
        refused: Type.String({ description: '不予的部分' }),
        reason: Type.String({ description: '不予的理由' }),
      }),
    ),
    amount: Type.Optional(Money),
    number: Type.Optional(Type.String({ description: '结果编号' })),
  },
  {
    description:
      'With what, how much and how far it was granted (附条件、部分准予、金额); words are for who handles the case and its applicants',
  },
)

export const ShelfView = Strict(
  {
    exitId: Uuid,
    windowId: Uuid,
    windowName: Type.String({ examples: ['公积金窗口'] }),
    pickUpNo: Type.String({ description: '取件号', examples: ['0302-001'] }),
    since: LegalDate,
  },
  { description: 'Where the result lies to be fetched (统一出件)' },
)

export const CollectedView = Strict(
  {
    on: LegalDate,
    handoverId: Type.Optional(Uuid),
    returned: Type.Optional(
      Strict(
        {
          handoverId: Uuid,
          on: LegalDate,
          by: Type.String({
            description: 'Organisation of who refused it, or should have got what was lost (接收机构)',
            examples: ['11511102MB1X00006T'],
          }),
          byName: Type.String({
            description: 'What people know it as (接收方名称)',
            examples: ['乐山市市中区市场监督管理局（示例）'],
          }),
          lost: Type.Optional(Type.Literal(true, { description: 'It never arrived (遗失)' })),
        },
        {
          description:
            'The last list came to nothing (退回、遗失): why, its sheets say; the papers are handed over anew',
        },
      ),
    ),
    receivedOn: Type.Optional(LegalDate),
  },
  {
    description:
      'Collected at a window (代收): taken in there on this day, on its way with this list, received by the organ on that day',
  },
)
