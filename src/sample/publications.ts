import { COUNTY_MARKET, SAMPLE_PUBLICATION_ID, TOWN_GOVERNMENT } from '../shared/sample-codes.js'

/** Made-up public content (政务公开), marked as such. */
export const SAMPLE_PUBLICATIONS = [
  {
    id: SAMPLE_PUBLICATION_ID,
    kind: '双公示',
    class: '行政许可',
    title: '市中区食品经营许可准予决定公示（示例）',
    text: '示例餐饮店申请食品经营许可，经审查符合法定条件，准予许可，现予公示。',
    organisation: COUNTY_MARKET,
    publishedAt: '2026-02-10T01:00:00Z',
  },
  {
    id: '0195a7c2-6c00-7000-8000-000000000502',
    kind: '公示',
    class: '社会救助',
    title: '示例镇最低生活保障对象名单公示（示例）',
    text: '经民主评议和入户调查，拟将下列家庭纳入最低生活保障，公示七日，如有意见请向镇便民服务中心反映。',
    organisation: TOWN_GOVERNMENT,
    publishedAt: '2026-02-24T01:00:00Z',
  },
  {
    id: '0195a7c2-6c00-7000-8000-000000000503',
    kind: '公告',
    class: '办事服务',
    title: '示例镇便民服务中心春节期间办事安排公告（示例）',
    text: '春节放假期间窗口暂停办理业务，紧急事项请拨打值班电话。',
    organisation: TOWN_GOVERNMENT,
    publishedAt: '2026-02-12T01:00:00Z',
  },
]
