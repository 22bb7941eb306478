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
  ])
    t.equal(isClassified(marked), true, marked)
  for (const plain of [
    '内部资料 注意保存',
    '商业秘密★保护协议',
    '商業秘密★保護協議',
    '保守国家秘密法宣传栏',
    '机密文件柜销售部',
    '绝密面馆',
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
