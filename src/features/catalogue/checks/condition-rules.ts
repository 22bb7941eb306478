import { error, type Rule, warning } from '../../../shared/finding.js'

/** Conditions (JSON Logic), questions and situations. */
export const CONDITION_RULES = {
  KEY_TWICE: error(
    ['键重复', 'A key stands twice'],
    ['每一项使用不同的键', 'Give each entry a key of its own'],
  ),
  UNKNOWN_OPERATOR: error(
    ['条件使用了未知运算符', 'A condition uses an unknown operator'],
    ['只使用 docs/rules.md 列出的运算符', 'Use only the operators that docs/rules.md lists'],
  ),
  UNKNOWN_FIELD: error(
    ['条件引用了未知字段', 'A condition names an unknown field'],
    [
      '只引用本事项的问题（answers.*）、applicant.type；规则还可引用表单字段（form.*）和 applicationYear',
      'Name questions of the item (answers.*) and applicant.type; rules also fields of the form (form.*) and applicationYear',
    ],
  ),
  MALFORMED: error(
    ['条件格式错误', 'A condition is malformed'],
    [
      '每个条件只写一个运算符；遍历列表的运算符须给出列表和条件；reduce 只累计数值',
      'Write exactly one operator for each operation; one that goes through a list takes the list and a condition; reduce adds numbers up',
    ],
  ),
  TOO_LARGE: error(
    ['条件过于复杂', 'A condition is too large'],
    [
      '拆成多个问题或者情形；遍历列表时不要再遍历另一个列表',
      'Split it into several questions or situations; go through no list inside another',
    ],
  ),
  NO_SITUATION: error(
    ['有的回答没有对应情形', 'Some answers lead to no situation'],
    ['补充情形，或者放宽已有情形的条件', 'Add a situation, or widen the condition of one'],
  ),
  SITUATIONS_OVERLAP: error(
    ['有的回答对应多个情形', 'Some answers lead to several situations'],
    ['收窄其中一个情形的条件', 'Narrow the condition of one of them'],
  ),
  SITUATION_UNREACHABLE: error(
    ['没有回答能到达该情形', 'No answers lead to a situation'],
    ['改正情形的条件，或者删除该情形', 'Correct its condition, or remove the situation'],
  ),
  TOO_MANY_COMBINATIONS: error(
    ['问题组合过多', 'Too many combinations of answers'],
    [
      '减少问题，或者为问题加上提问条件（when）',
      'Ask fewer questions, or ask some only under a condition (when)',
    ],
  ),
  OPTION_UNKNOWN: error(
    ['条件比较了不存在的选项', 'A condition compares with a value that is no option'],
    ['改为该问题（字段）已有的选项', 'Use one of the options of the question or field'],
  ),
  QUESTION_BY_AGENT: error(
    ['问题 byAgent 不是“是/否”问题', 'The question byAgent is not one of yes or no'],
    [
      'byAgent 由当事人中有无代理人回答，只能是“是/否”；删除选项，或者改用其他键',
      'The parties answer it (whether one is a representative): remove the options, or take another key',
    ],
  ),
  QUESTION_CYCLE: error(
    ['问题的提问条件互相依赖', 'Questions wait for each other'],
    ['去掉其中一个问题的提问条件（when）', 'Take the condition (when) off one of them'],
  ),
  QUESTION_NEVER_ASKED: error(
    ['该问题永远不会被问到', 'A question is never asked'],
    ['改正提问条件，或者删除该问题', 'Correct its condition, or remove the question'],
  ),
  QUESTION_LEADS_NOWHERE: error(
    ['回答不影响情形、材料和其他问题', 'The answers change neither situation, material nor another question'],
    ['删除该问题，或者在条件中使用其回答', 'Remove the question, or use its answer in a condition'],
  ),
  MATERIAL_NEVER_DEMANDED: warning(
    ['没有人需要提供该材料', 'Nobody is ever asked for a material'],
    ['改正材料的条件或者情形，或者删除该材料', 'Correct its condition or situations, or remove the material'],
  ),
  VARIANT_SITUATION: error(
    ['业务办理项引用了不存在的情形', 'A variant names a situation that there is not'],
    ['改用 situations 中已有的情形', 'Use the key of a situation of this item'],
  ),
  VARIANT_PARTITION: error(
    ['每个情形应恰好属于一个业务办理项', 'Each situation belongs to exactly one variant'],
    ['将该情形归入一个业务办理项', 'Name the situation in one variant, and only there'],
  ),
} as const satisfies Record<string, Rule>
