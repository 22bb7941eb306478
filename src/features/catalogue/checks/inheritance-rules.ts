import { error, finder, type Rule, warning } from '../../../shared/finding.js'

/** An implementation entry (实施清单) may only tighten what its directory entry (基本目录) fixes. */
export const INHERITANCE_RULES = {
  DIRECTORY_NONE: warning(
    ['基本目录中没有该基本编码的现行条目', 'The basic directory has no entry in force with this code'],
    ['核对基本编码，或者先发布基本目录条目', 'Look at the basic code, or publish the directory entry first'],
  ),
  DIRECTORY_NAME: warning(
    ['名称与基本目录不同', 'The name differs from that of the directory'],
    ['名称宜与基本目录一致', 'Take the name of the directory'],
  ),
  DIRECTORY_TYPE: error(
    ['事项类型与基本目录不一致', 'The type differs from that of the directory'],
    ['改为基本目录的事项类型', 'Take the type of the directory'],
  ),
  DIRECTORY_LEVEL: error(
    ['行使层级不在基本目录的范围内', 'The directory does not allow this level'],
    ['改为基本目录允许的行使层级', 'Take a level that the directory allows'],
  ),
  DIRECTORY_AUDIENCE: error(
    ['服务对象超出基本目录的范围', 'The directory does not serve this audience'],
    ['删除该服务对象', 'Leave this audience out'],
  ),
  DIRECTORY_BASIS_MISSING: error(
    ['缺少基本目录的设定依据', 'A legal basis of the directory is missing'],
    ['补充基本目录列出的设定依据', 'Add the legal basis that the directory names'],
  ),
  DIRECTORY_MATERIAL_NAME: warning(
    ['材料名称与基本目录不同', 'The directory calls the material of this code otherwise'],
    [
      '同一编码应是同一材料：改为基本目录的名称，另一种材料使用另外的编码',
      'One code is one material: take its name, or give another material a code of its own',
    ],
  ),
  DIRECTORY_MATERIAL_ADDED: error(
    ['基本目录没有该材料', 'The directory does not ask for this material'],
    ['注明该材料的依据，或者删除该材料', 'Name its own legal basis, or leave the material out'],
  ),
  DIRECTORY_MATERIAL_STRICTER: error(
    ['材料必要性严于基本目录', 'The material is demanded more strictly than the directory does'],
    [
      '另行注明依据，或者改为基本目录的必要性',
      'Name a legal basis of its own, or take the necessity of the directory',
    ],
  ),
  DIRECTORY_MATERIAL_MORE: error(
    [
      '材料份数多于基本目录，或者要求基本目录未要求的原件',
      'More originals or copies are demanded than the directory does, or the original where it takes a copy',
    ],
    ['改为基本目录的份数和原件要求，或者另行注明依据', 'Ask for no more, or name a legal basis of its own'],
  ),
  DIRECTORY_MATERIAL_FORM: error(
    [
      '材料形式严于基本目录，或者取消了基本目录的告知承诺',
      'The material is taken in fewer forms than the directory says, or no promise in its place',
    ],
    [
      '改为基本目录的材料形式，保留告知承诺',
      'Take it in every form that the directory takes, its promise included',
    ],
  ),
  DIRECTORY_CONDITION: error(
    ['增加了基本目录没有的申办条件', 'A condition that the directory does not know'],
    ['删除该条件；条件由设定依据和基本目录规定', 'Leave it out: conditions are set by law and directory'],
  ),
  DIRECTORY_QUANTITY: error(
    ['数量限制与基本目录不同', 'The limit of quantity differs from that of the directory'],
    ['改为基本目录的数量限制', 'Take the limit of quantity of the directory'],
  ),
  DIRECTORY_SPECIAL: error(
    [
      '特别程序超出基本目录（种类、次数、天数、收费）',
      'A special procedure that the directory has not, or not as often, for so long or at a charge',
    ],
    ['删除该特别程序，或者不超过基本目录的天数，不收费', 'Leave it out, or take no more days and no fee'],
  ),
  DIRECTORY_FEE: error(
    ['基本目录为不收费事项', 'The directory charges no fee'],
    ['改为不收费', 'Charge no fee'],
  ),
  DIRECTORY_FEE_MORE: error(
    [
      '收费项目或者标准超出基本目录，或者取消了减免',
      'A fee that the directory does not list, or dearer, or without its reduction',
    ],
    [
      '按基本目录公布的项目和标准收费（行政许可法第五十八、五十九条）',
      'Charge what the directory lists and no more (Art. 58 and 59 of the licence law)',
    ],
  ),
  DIRECTORY_STATUTORY_LONGER: error(
    ['法定时限长于基本目录', 'The statutory limit is longer than that of the directory'],
    ['不得长于基本目录的法定时限', 'Take no more than the directory gives'],
  ),
  DIRECTORY_PROMISE_LONGER: error(
    ['承诺时限长于基本目录', 'The promised limit is longer than that of the directory'],
    ['不得长于基本目录的承诺时限', 'Promise no more than the directory does'],
  ),
  DIRECTORY_LIMIT_UNIT: warning(
    [
      '时限单位与基本目录不同，无法比较',
      'A limit has another unit than that of the directory and cannot be compared',
    ],
    ['确认不长于基本目录，宜使用相同单位', 'See that it is not longer; best use the same unit'],
  ),
} as const satisfies Record<string, Rule>

export const found = finder(INHERITANCE_RULES)

/** A title without blanks and title marks, as it is compared. */
export const bare = (title: string): string => title.replaceAll(/[《》\s]/g, '')
