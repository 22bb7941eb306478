import { error, type Rule, warning } from '../../../shared/finding.js'

/** The document as such, and the applicant's form. */
export const FORM_RULES = {
  DOCUMENT_JSON: error(
    ['不是有效的 JSON', 'Not JSON'],
    ['改正 JSON 语法；NDJSON 每行一个事项', 'Correct the syntax; NDJSON has one item on each line'],
  ),
  DOCUMENT_SCHEMA: error(
    ['不符合事项记录的结构', 'The document does not fit the schema of the record'],
    ['按接口文档中的 ItemDocument 改正', 'Correct it after ItemDocument in the API document'],
  ),
  FORM_REF: error(
    ['表单使用了引用（$ref、$dynamicRef）', 'The form uses references ($ref, $dynamicRef)'],
    ['将引用的内容直接写入表单', 'Write what is referred to into the form'],
  ),
  FORM_SCHEMA: error(
    ['表单不是有效的 JSON Schema', 'The form is no valid JSON Schema'],
    ['按提示改正表单', 'Correct the schema where the message says'],
  ),
  FORM_EXAMPLE: warning(
    ['必填项没有示例', 'A required field has no example'],
    ['为必填项填写 examples', 'Give the field examples'],
  ),
  RULE_POINTER: error(
    ['规则指向表单没有的字段', 'A rule points at a field that the form does not have'],
    ['改为表单已有的字段', 'Point at a field of the form'],
  ),
  BINDING_POINTER: error(
    ['共享数据绑定指向表单没有的字段', 'A binding points at a field that the form does not have'],
    ['改为表单已有的字段', 'Point at a field of the form'],
  ),
} as const satisfies Record<string, Rule>
