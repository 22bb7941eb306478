import { error, type Rule, warning } from '../../../shared/finding.js'

/** Codes of the item, codes out of dictionaries, and names of what lies elsewhere. */
export const CODE_RULES = {
  BASIC_CODE: error(
    ['基本编码不符合编码规则', 'The basic code does not follow its layout'],
    [
      'C0109 为 12 位数字：省级 2、类型 2、主项 5、子项 3；使用其他规则时填写 codeProfile',
      'C0109 has 12 digits: province 2, type 2, item 5, sub-item 3; name another layout in codeProfile',
    ],
  ),
  ITEM_CODE: error(
    ['实施编码不符合编码规则', 'The implementation code does not follow its layout'],
    [
      'C0109 为 31 位：统一社会信用代码 18、行使层级 1、基本编码 12；检查信用代码的校验位',
      'C0109 has 31 characters: credit code 18, level 1, basic code 12; look at the check character of the credit code',
    ],
  ),
  CODE_ORGANISATION: error(
    ['实施编码与实施主体不一致', 'The code does not begin with the organ'],
    ['实施编码前 18 位应为实施主体的统一社会信用代码', "Begin the code with the organ's credit code"],
  ),
  CODE_BASIC: error(
    ['实施编码与基本编码不一致', 'The code does not end with the basic code'],
    ['实施编码后 12 位应为基本编码', 'End the code with the basic code'],
  ),
  CODE_LEVEL: error(
    ['行使层级与实施编码不一致', 'The level differs from that in the code'],
    ['实施编码第 19 位应为行使层级', 'The 19th character of the code is the level'],
  ),
  CODE_TYPE: error(
    ['事项类型与基本编码不一致', 'The type differs from that in the basic code'],
    ['基本编码第 3、4 位应为事项类型', 'Digits 3 and 4 of the basic code are the type'],
  ),
  DICTIONARY_CODE: error(
    ['代码不在字典中', 'A code that the dictionary does not have'],
    [
      '从字典中选用代码（GET /v1/dictionaries），或请系统管理员增补',
      'Take a code of the dictionary (GET /v1/dictionaries), or have the operator add it',
    ],
  ),
  DICTIONARY_DATE: error(
    ['代码在当日无效', 'A code that is not valid on the day'],
    [
      '改用当日有效的代码；停用代码的生效、失效日期见字典',
      'Take a code that is valid on that day; the dictionary says from when to when',
    ],
  ),
  WORKFLOW_UNPUBLISHED: error(
    ['办理流程未发布', 'The workflow is not published'],
    [
      '先发布该流程（POST /v1/workflows），或者改用已发布的流程',
      'Publish it first (POST /v1/workflows), or use one that is published',
    ],
  ),
  WORKFLOW_FOREIGN: error(
    ['办理流程属于其他机构', 'The workflow belongs to another organ'],
    [
      '选用全系统、本机构或上级机构的流程，或者发布本机构自己的流程',
      'Use one of the whole deployment, of the own organ or of one above it, or publish your own',
    ],
  ),
  FILE_UNKNOWN: error(
    ['引用的文件不存在', 'A file that is named does not exist'],
    [
      '先上传文件（POST /v1/files），再填写其 fileId',
      'Upload the file first (POST /v1/files) and name its fileId',
    ],
  ),
  ORGANISATION_CODE: warning(
    ['实施主体编码不是有效的统一社会信用代码', "The organ's code is no valid credit code"],
    ['核对 18 位信用代码及其校验位', 'Look at its 18 characters and the check character'],
  ),
  VARIANT_CODE: error(
    ['业务办理项编码与实施编码不一致', 'The code of a variant does not follow the code of the item'],
    [
      '业务办理项编码为实施编码加 2 至 3 位数字',
      'It is the implementation code and two or three digits more',
    ],
  ),
  VARIANT_TWICE: error(
    ['业务办理项编码重复', 'The code of a variant stands twice'],
    ['每个业务办理项使用不同的编码', 'Give each variant a code of its own'],
  ),
} as const satisfies Record<string, Rule>
