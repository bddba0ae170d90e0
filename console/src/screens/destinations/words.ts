import { defineWords } from '../../words/define-words.js';

export const listWords = defineWords(
  {
    name: 'Name',
    state: 'State',
    success: 'Success, 1 h',
    waiting: 'Waiting',
    changed: 'Changed',
    create: 'New destination',
    createIt: 'Create it',
    created: 'The destination stands',
    exists: 'There is a destination of this name already.',
    open: 'Open it',
    emptyTitle: 'There is no destination yet',
    emptyWhy: 'A destination is the server that inputs are brought to: a name, an address, and how it is sent to.',
  },
  {
    name: '名称',
    state: '状态',
    success: '成功率，1 小时',
    waiting: '等待',
    changed: '更改时间',
    create: '新建目的地',
    createIt: '创建',
    created: '目的地已建立',
    exists: '已有同名的目的地。',
    open: '打开',
    emptyTitle: '还没有目的地',
    emptyWhy: '目的地是输入要送往的服务器：一个名称、一个地址，以及发送的方式。',
  },
);
