import { error, type Rule } from './rule.js'

/** Conditions (JSON Logic), questions and situations. */
export const CONDITION_RULES = {
  KEY_TWICE: error(
    ['键重复', 'A key stands twice'],
    ['每一项使用不同的键', 'Give each entry a key of its own'],
  ),
  UNKNOWN_OPERATOR: error(
    ['条件使用了未知运算符', 'A condition uses an unknown operator'],
    ['只使用文档列出的运算符', 'Use only the operators that the docs list'],
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
    ['每个条件只写一个运算符', 'Write exactly one operator for each operation'],
  ),
  TOO_LARGE: error(
    ['条件过于复杂', 'A condition is too large'],
    ['拆成多个问题或者情形', 'Split it into several questions or situations'],
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
} as const satisfies Record<string, Rule>
