import t from 'tap'
import { findClassified, isClassified } from '../../src/shared/classified.js'

t.test('marks of classified material are known however they are typed', async (t) => {
  for (const marked of [
    '机密★一年 示例餐饮店',
    '绝密 ★ 长期',
    '秘\u200b密☆',
    '【机密】示例',
    '密级：秘密',
    '密 级 : 绝密',
    '附件［机密］.pdf',
    '機密★一年 示例餐飲店',
    '机密级',
    '本报告为机密级',
    '绝 密 级 附件',
    '機密級文件',
    '★机密',
    '关于某某的报告 ★ 秘密',
    '秘密级★',
    '绝密 ★ 长期',
    '绝密⭐\ufe0f长期',
    '机·密★一年',
    '秘密＊十年',
    '机密*长期',
    '附件（机密）.pdf',
    '（绝密级）',
    '保密级别：机密',
    '涉密等级为绝密',
    '密级标识 秘密',
    '密级：“机密”',
    '密级是：绝密',
    '密级「秘密」',
    '机密级资料',
    '附绝密级涉密文件一份',
    '秘密级保密材料',
    '【绝密 长期】',
    '（机密 一年）',
    '『机密』',
  ])
    t.equal(isClassified(marked), true, marked)
  for (const plain of [
    '内部资料 注意保存',
    '商业秘密★保护协议',
    '商業秘密★保護協議',
    '保守国家秘密法宣传栏',
    '机密文件柜销售部',
    '绝密面馆',
    '机密',
    '商业秘密保护咨询有限公司',
    '商业机密★保护协议',
    '商业秘密（商业机密）保护咨询有限公司',
    '商业秘密级别划分',
    '机密级别管理软件开发',
    '具备机密级以上涉密人员三名',
    '涉密信息系统集成（绝密级资质）',
    '国家秘密载体印制（机密级保密资质）',
    '机密级涉密岗位培训',
    '绝密级计算机信息系统集成',
    '机密级碎纸机、文件柜销售',
    '机密级文件柜',
    '绝密级保险柜',
    '国家秘密级载体销毁服务',
    '五星★★★★★秘密花园餐厅',
    '秘密花园酒店（乐山店）',
    '密级：公开',
    '保密等级：内部',
    '个人隐私保密*手机号',
    '密码',
    '★★★★★',
  ])
    t.equal(isClassified(plain), false, plain)
})

t.test('where the mark stands is told, and not what stands there', async (t) => {
  t.equal(findClassified({ form: { list: ['好', '机密★'] } }), '/form/list/1')
  t.equal(findClassified({ form: { '机密★一年': 1 } }), '/form')
  t.equal(findClassified({ 'a/b': '机密★' }), '/a~1b')
  t.equal(findClassified({ form: { n: 1, b: null } }), undefined)
})
