import { error, type Rule, warning } from '../../shared/finding.js'

/** Every rule of the checks before a bundle is published (一件事发布前检查规则). */
export const BUNDLE_RULES = {
  MEMBER_UNKNOWN: error(
    ['成员事项不存在或者未生效', 'A member is no item in force'],
    ['改正实施编码，或者先发布该事项', 'Correct its code, or publish the item first'],
  ),
  MEMBER_NOT_IN_USE: error(
    ['成员事项已暂停或取消', 'A member is suspended or retired'],
    ['恢复该事项，或者将其移出', 'Resume the item, or take it out'],
  ),
  MEMBER_TWICE: error(['成员事项重复', 'A member stands twice'], ['每个事项只列一次', 'Name each item once']),
  MEMBER_AUDIENCE: error(
    ['成员事项不面向参加的申请人', 'A member takes part for applicants whom it does not serve'],
    ['为该事项加上参加条件（applicant.type）', 'Give it a condition on applicant.type'],
  ),
  MEMBER_UNRESOLVED: error(
    ['有的回答不能确定成员事项的情形', 'Some answers leave a question of a member open'],
    ['将该事项的问题全部对应到一件事的问题或固定值', 'Map all questions of the member, or give them a value'],
  ),
  QUESTION_TWICE: error(
    ['问题的键重复', 'The key of a question stands twice'],
    ['每个问题使用不同的键', 'Give each question a key of its own'],
  ),
  QUESTION_CIRCLE: error(
    ['问题的条件互相依赖', 'Conditions of questions go in a circle'],
    ['去掉其中一个条件', 'Remove one of the conditions'],
  ),
  QUESTION_UNKNOWN: error(
    ['对应了不存在的问题', 'A question is mapped that does not exist'],
    ['改正问题的键', 'Correct the key of the question'],
  ),
  QUESTION_UNUSED: warning(
    ['问题没有用处', 'A question serves nothing'],
    ['对应到成员事项的问题、用于参加条件，或者删除', 'Map it, use it in a condition, or remove it'],
  ),
  VALUE_UNKNOWN: error(
    ['对应了不存在的选项', 'An answer is mapped that is no option'],
    ['为每个选项对应成员事项的一个选项', 'Map every option to one of the member'],
  ),
  CONDITION: error(
    ['条件有误', 'A condition is wrong'],
    [
      '只引用本一件事的问题（answers.*）和 applicant.type',
      'Name only questions of the bundle (answers.*) and applicant.type',
    ],
  ),
  TOO_MANY_COMBINATIONS: error(
    ['问题组合过多', 'Too many combinations of answers'],
    ['减少问题，或者加上提问条件', 'Ask fewer questions, or ask some under a condition'],
  ),
  FORM_SCHEMA: error(
    ['表单不是有效的 JSON Schema', 'The form is no valid JSON Schema'],
    ['改正表单；不得使用 $ref', 'Correct the form; do not use $ref'],
  ),
  MAPPING_MEMBER: error(
    ['对应到非成员事项', 'A mapping names an item that is no member'],
    ['改正实施编码', 'Correct the code'],
  ),
  MAPPING_SOURCE: error(
    ['一张表单没有该字段', 'The one form has no such field'],
    ['改正指针，或者在表单中加入该字段', 'Correct the pointer, or add the field'],
  ),
  MAPPING_TARGET: error(
    ['成员事项的表单没有该字段', "The member's form has no such field"],
    ['改正指针', 'Correct the pointer'],
  ),
  MAPPING_TYPE: error(
    ['字段类型不一致', 'The kinds of value do not fit'],
    ['使两个字段的类型和取值一致', 'Give both fields the same kind and values'],
  ),
  MAPPING_TWICE: error(
    ['多个来源对应到同一字段', 'Two sources lead to one field'],
    ['每个字段只保留一个来源', 'Keep one source for each field'],
  ),
  MAPPING_NARROWER: warning(
    ['成员事项的字段限制更严', "The member's field takes less"],
    ['在一张表单中写上同样的限制', 'Write the same limits into the one form'],
  ),
  MAPPING_OPTIONAL: warning(
    ['必填字段来自选填字段', 'A required field comes from an optional one'],
    ['将来源字段设为必填，或者给出默认值', 'Make the source required, or give a default'],
  ),
  FIELD_UNMAPPED: error(
    ['成员事项的必填字段没有来源', 'A required field of a member has no source'],
    ['加入对应关系或者默认值', 'Add a mapping or a default'],
  ),
  FIELD_UNUSED: warning(
    ['表单字段没有用处', 'A field of the one form serves nothing'],
    ['对应到成员事项，或者删除', 'Map it, or remove it'],
  ),
  EQUIVALENT_UNKNOWN: error(
    ['等同材料不存在', 'An equivalent material does not exist'],
    ['改正实施编码或者材料编码', 'Correct the codes'],
  ),
  EQUIVALENT_TWICE: error(
    ['材料属于多组等同材料', 'A material is in two equivalences'],
    ['合并为一组', 'Make one of them'],
  ),
  SAME_CODE_APART: warning(
    ['编码相同、名称不同的材料未合并', 'Materials of one code and several names stay apart'],
    ['是同一材料的，列入等同材料', 'Where they are the same paper, say so'],
  ),
  RESULT_UNKNOWN: error(
    [
      '前置结果不来自成员事项，或者该事项没有结果',
      'A result comes from no member, or from one that issues none',
    ],
    ['改正出证事项的实施编码', 'Correct the code of the member that issues it'],
  ),
  RESULT_MATERIAL: error(
    ['前置结果对应的材料不是其他成员事项的材料', 'A result is no material of another member'],
    ['改正实施编码或者材料编码', 'Correct the codes'],
  ),
  RESULT_TWICE: error(
    ['同一材料来自多个成员事项的结果', 'A material is the result of two members'],
    ['每项材料只来自一个成员事项', 'Let each material come from one member'],
  ),
  RESULT_CIRCLE: error(
    ['成员事项互为前置', 'Members wait for each other'],
    ['去掉其中一个前置关系', 'Remove one of the results'],
  ),
  PROMISE_SHORTER: warning(
    ['一件事的承诺时限短于成员事项', 'The promise is shorter than that of a member'],
    ['确认能够兑现，或者放宽承诺时限', 'Make sure that it can be kept, or promise less'],
  ),
} as const satisfies Record<string, Rule>

export type BundleRuleId = keyof typeof BUNDLE_RULES
