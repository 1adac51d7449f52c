import { defineMessages } from './messages.js';

/** What went wrong, by the code of a refusal. What exactly, the service says itself. */
export const faultWords = defineMessages({
  invalid_argument: { zh: '请求有误', en: 'The request is wrong' },
  not_found: { zh: '没有找到', en: 'Not found' },
  already_exists: { zh: '已经存在', en: 'It exists already' },
  failed_precondition: { zh: '现在不能这样做', en: 'Not possible now' },
  unauthenticated: { zh: '登录无效', en: 'Not logged in' },
  permission_denied: { zh: '没有权限', en: 'Not allowed' },
  expired: { zh: '已经过期', en: 'It has expired' },
  rate_limited: { zh: '请求太频繁', en: 'Too many requests' },
  unavailable: { zh: '对方没有响应', en: 'No answer' },
  timeout: { zh: '等得太久', en: 'It took too long' },
  canceled: { zh: '已取消', en: 'Canceled' },
  data_corrupt: { zh: '数据损坏', en: 'Damaged data' },
  disk_full: { zh: '磁盘已满', en: 'The disk is full' },
  unsupported: { zh: '不支持', en: 'Not supported' },
  internal: { zh: '内部错误', en: 'Internal error' },
});
