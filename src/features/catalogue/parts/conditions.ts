import { Type } from 'typebox'
import { part, Strict, strEnum } from '../../../shared/schema.js'
import { bound, key, text } from './fields.js'

/** What was granted before counts (既往办理): the system's own records are asked, not the applicant alone. */
export const EarlierGrants = part(
  'EarlierGrants',
  Strict({
    mostPerYear: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 366, description: 'Grants a calendar year (每年限办次数)' }),
    ),
    amount: Type.Optional(
      Type.Unsafe<string>({ ...text(100), description: 'Field of the form with the money that is granted' }),
    ),
    statedBefore: Type.Optional(
      Type.Unsafe<string>({
        ...text(100),
        description: 'Field in which the applicant states what was granted before: never less than it was',
      }),
    ),
  }),
)

/** What must have been applied for before, and waited for (前置申请和等待期，如离婚冷静期). */
export const PrecededBy = part(
  'PrecededBy',
  Strict(
    {
      situation: Type.Optional(key),
      by: Strict(
        {
          itemCode: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
          situation: Type.Optional(key),
        },
        { description: 'The earlier application: of this item when no code stands here' },
      ),
      waitDays: Type.Integer({
        minimum: 0,
        maximum: 3650,
        description: 'Days after its acceptance in which nothing comes of it (等待期，自然日)',
      }),
      withinDays: Type.Integer({
        minimum: 1,
        maximum: 3650,
        description:
          'Days after these in which this is applied for; later the earlier one counts as withdrawn',
      }),
      basis: text(500),
    },
    { description: 'In this situation (in all when absent) the same people have applied before, and waited' },
  ),
)

/** What follows when a deferred material does not come on its day (容缺材料逾期未补交). */
export const UnmetDeferral = part(
  'UnmetDeferral',
  Strict(
    {
      act: strEnum(['escalate', 'terminate'], {
        description:
          'escalate 逾期提醒并逐级上报; terminate 由系统终止办理, before a decision only, never on a provisional day, and not where the procedure forbids automatic consequences',
      }),
      basis: Type.Optional(
        Type.Unsafe<string>({
          ...text(500),
          description: 'The rule by which it ends, named with its title (依据); needed for terminate',
        }),
      ),
    },
    {
      description:
        'A promised material has not come when its day is over (逾期未补交的处理); absent: alerts, and people decide',
    },
  ),
)

/** A condition of the grant (申办条件) that holds for some applicants only. */
export const ItemCondition = part(
  'ItemCondition',
  Strict({ text: text(2000), textEn: Type.Optional(text(2000)), ...bound }),
)
