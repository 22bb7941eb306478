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
    '机密 1年',
    '机密1年 示例餐饮店',
    '文件 机密 1年 示例',
    '绝密 30年',
    '秘密 十年',
    '機密　20年',
    '绝密 长期',
    '附件：秘密 6个月',
    '绝密·启用前',
    '绝密★启用前',
    '绝密启用前 数学试卷',
    '机密★启封前',
    '絕密•啟用前',
    '秘密★考试结束前',
    '机密：公布前',
    '绝密★解密前',
    '★机密 示例餐饮店',
    '★ 秘密',
    '☆绝密文件',
    '★机密文件',
    '★秘密资料 第三册',
    '★絕密檔案',
    '★秘密十年',
    '秘密★文件',
    '秘密★ 示例',
    '秘密★1年',
    '机密★示例',
    '绝 \n 密\t★ 示例',
    '机密 \n 1年',
    '★\n机密',
    '秘 \n密 十年 示例',
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
    '★秘密花园',
    '★秘密花园餐厅',
    '☆秘密基地桌游馆',
    '秘密★花园',
    '秘密☆基地',
    '绝密飞行剧本杀',
    '机密档案袋批发',
    '★机密文件柜专卖',
    '秘密 2026年开业',
    '机密 2026年度经营计划',
    '秘密花园 3年级托管',
    '从事保守国家秘密5年',
    '保守秘密长期有效',
    '商业秘密 3年',
    '商业机密 长期',
    '保密 5年',
    '保密协议 三年',
    '秘密10年前的味道',
    '秘密三年级',
    '机密三代卤味',
    '绝密配方',
    '密云水库',
    '亲密无间 1年',
    '精密仪器 启用前检定',
    '周密 长期',
    '解密游戏 公布前',
    '加密狗 1年',
    '密码本★启用前',
    '秘密 十年老店',
    '秘密武器网咖',
    '哈利波特与密室 ★',
    '公开前保密',
    '启用前请阅读',
    '★密室逃脱',
  ])
    t.equal(isClassified(plain), false, plain)
})

t.test('where the mark stands is told, and not what stands there', async (t) => {
  t.equal(findClassified({ form: { list: ['好', '机密★'] } }), '/form/list/1')
  t.equal(findClassified({ form: { '机密★一年': 1 } }), '/form')
  t.equal(findClassified({ 'a/b': '机密★' }), '/a~1b')
  t.equal(findClassified({ form: { n: 1, b: null } }), undefined)
})

t.test('a letter that becomes eighteen is one of the text, and costs no more than another', async (t) => {
  // 300,000 of them (0.9 MB) would be 5.4 million characters to look through: counted here by what is looked through.
  const long = `密${'\u{fdfa}'.repeat(300_000)}`
  let most = 0
  const { normalize } = String.prototype
  t.teardown(() => Object.assign(String.prototype, { normalize }))
  String.prototype.normalize = function (this: string, form?: string) {
    const normal = normalize.call(this, form)
    most = Math.max(most, normal.length)
    return normal
  }
  t.equal(isClassified(long), false)
  t.ok(most > 0 && most <= long.length, `${most} characters`)
  t.equal(isClassified(`\u{fdfb}机密★1年\u{fdfa}`), true, 'a mark between them is seen')
})
