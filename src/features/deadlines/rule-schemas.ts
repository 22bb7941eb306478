import { Type } from 'typebox'
import { SAID, Strict, strEnum } from '../../http/schemas.js'
import { COUNTY_MARKET } from '../../shared/sample-codes.js'
import { BEHAVIOURS } from './behaviour-kinds.js'
import { CLOCK_KINDS } from './clock-kinds.js'
import { TOLD } from './measures.js'
import { timeOfDay } from './office-hours-schemas.js'

const ruleKey = {
  kind: strEnum([...CLOCK_KINDS, ...BEHAVIOURS], {
    description: 'Of which clocks (时限种类), or of which behaviour (行为)',
    examples: ['PROMISE'],
  }),
  level: strEnum(['NOTICE', 'YELLOW', 'RED'], { description: '预警、黄牌、红牌', examples: ['NOTICE'] }),
}
const ruleOrganisation = Type.String({
  minLength: 1,
  maxLength: 50,
  description: 'For the clocks of its items (归属机构); absent: the whole deployment',
})
const told = Type.Array(strEnum(TOLD), {
  minItems: 1,
  maxItems: TOLD.length,
  uniqueItems: true,
  description:
    'officer 承办人, deputy 代理人, superior 上级机构负责人或者效能监督机构, organ 本机关 (its lead and its approvers)',
})
/** What follows from an alert besides its lamp (处置措施). */
export const measures = {
  tell: Type.Optional({ ...told, description: 'Who is told when it rises (告知对象); absent: by the level' }),
  escalate: Type.Optional(
    Type.Array(
      Strict({
        afterDays: Type.Integer({ minimum: 1, maximum: 250, description: 'Working days after it rose' }),
        to: told,
      }),
      { minItems: 1, maxItems: 10, description: 'Who is told while nobody explains it (升级提醒)' },
    ),
  ),
  explainWithin: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 250,
      description:
        'Working days to explain it; before they are over nobody confirms what is not explained; absent: 5 (说明期限)',
    }),
  ),
  appealWithin: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 250,
      description:
        'Working days to appeal once it is confirmed; before they are over nobody closes it; absent: 5 (申诉期限)',
    }),
  ),
  score: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 100,
      multipleOf: 0.5,
      description: 'What it counts when confirmed (记分)',
    }),
  ),
}

export const ruleCondition = Strict(
  {
    remainingAtMost: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 250, description: 'Working days left (剩余工作日)' }),
    ),
    elapsedAtLeast: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'Part of the limit that is used (已用比例)' }),
    ),
    overBy: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 250, description: 'Working days over (超期工作日)' }),
    ),
    timesAtLeast: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100, description: 'Of behaviour: how often in a case (次数)' }),
    ),
    shorterThan: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 500,
        description: 'Of NO_REASON: letters of the reason (理由字数)',
      }),
    ),
    worksFrom: Type.Optional(timeOfDay('Of OFF_HOURS: the office works from (上班时间)', '08:30')),
    worksTo: Type.Optional(timeOfDay('Of OFF_HOURS: to (下班时间)', '18:00')),
  },
  { minProperties: 1 },
)
const ruleBasis = Type.String({ minLength: 1, maxLength: 500, pattern: SAID })

/** A threshold of lamps (监察规则): it holds as soon as one of its conditions does, until it is ended. */
export const RuleLine = Strict({
  ...ruleKey,
  organisation: Type.Optional(ruleOrganisation),
  when: Type.Optional(ruleCondition),
  basis: Type.Optional(ruleBasis),
  ...measures,
  ended: Type.Optional(
    Type.Literal(true, {
      description:
        'Instead of `when`: it counts no more (终止); an organ goes by the rule of the whole deployment again',
    }),
  ),
})

export const RuleKey = Strict(ruleKey)

/** A threshold to be tried, of nobody. */
export const MonitorRuleInput = Strict({ ...ruleKey, when: ruleCondition, ...measures })

/** A threshold as it is written. */
export const RuleInput = Strict(
  {
    ...ruleKey,
    organisation: Type.Optional(ruleOrganisation),
    when: ruleCondition,
    basis: Type.Optional(ruleBasis),
    ...measures,
  },
  {
    examples: [
      {
        kind: 'PROMISE',
        level: 'NOTICE',
        organisation: COUNTY_MARKET,
        when: { remainingAtMost: 2 },
        tell: ['officer', 'superior'],
        basis: '示例市监效〔2026〕1号',
      },
    ],
  },
)
