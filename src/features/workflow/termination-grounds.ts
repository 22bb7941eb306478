import type { Text } from '../../shared/text.js'
import type { CaseState } from './case-state.js'

interface TerminationGround extends Text {
  /** What it rests on (依据); absent: the act names its statute itself. */
  basis?: string
  /** Whether it is given, by what the case and its item tell; undefined: only people can know. */
  isGiven?: (state: CaseState, today: string) => boolean
  /** Why not, where it is not. */
  why?: Text
}

/** The closed list of grounds on which a case ends without a decision (终止理由). A new one does not compile without its basis. */
export const TERMINATION_GROUNDS = {
  applicantGone: {
    zh: '申请人死亡或者依法终止',
    en: 'The applicant has died or was dissolved',
    basis:
      '申请人已经死亡或者终止，申请失去主体，办理程序无法继续（《中华人民共和国民法典》第十三条、第五十九条）',
  },
  itemAbolished: {
    zh: '办理事项依法取消',
    en: 'The item was abolished by law',
    basis: '办理事项已经依法取消，本机关不再具有办理的依据',
    isGiven: (state) => state.itemAbolished === true,
    why: { zh: '该事项仍在用，未被取消', en: 'The item is in use' },
  },
  deferralNotKept: {
    zh: '容缺后补的材料逾期未补交',
    en: 'Promised materials did not come in time',
    basis: '申请人对容缺材料的补交承诺及其期限',
    isGiven: ({ deferred }, today) =>
      deferred.some(({ dueOn, suppliedOn }) => suppliedOn === undefined && today > dueOn),
    why: { zh: '承诺补交的材料没有逾期', en: 'Nothing that was promised is overdue' },
  },
  other: { zh: '法律、法规规定的其他情形', en: 'Another ground that a statute names' },
} as const satisfies Record<string, TerminationGround>

export type Ground = keyof typeof TERMINATION_GROUNDS
export const GROUND_NAMES = Object.keys(TERMINATION_GROUNDS) as Ground[]
export const groundOf = (name: Ground): TerminationGround => TERMINATION_GROUNDS[name]

/** The grounds that could be given now: those that nothing known speaks against. */
export const possibleGrounds = (state: CaseState, today: string): Ground[] =>
  GROUND_NAMES.filter((name) => groundOf(name).isGiven?.(state, today) ?? true)

/** Han words that end in 法 and are no statute: 依法, 违法, 没办法, 看法. */
const NO_LAW = '办方做没无想看说手违合依守执司非立书用'

/**
 * Words that name a statute: a title in marks, an article, or the name of a law or an ordinance (法, 条例). What only calls
 * itself a decision or a rule (领导决定, 内部规定) names none.
 */
export const namesStatute = (words: string): boolean => STATUTE.test(words)

const STATUTE = new RegExp(
  `《[^》]{2,}》|第[〇零一二三四五六七八九十百千\\d]+条|\\p{Script=Han}{2,}(?:(?<![${NO_LAW}])法|条例)(?:$|[，。；（\\s])`,
  'u',
)
