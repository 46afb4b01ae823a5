"""Words that say "this is ordinary writing" although many of them stand on a word list."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# On the English list, but the stuff of sentences; twelve random words hold more than four of them once in 2,000.
FUNCTION_WORDS = _words(
    """
    about above across again all almost already also always any around ask because become before behind below
    between can day either else enough few find first follow give good great have hello help into just keep know
    later like little long make mean more much must near need never next nice nothing now off often old once one
    only open other over own people please put ready right same say since small someone soon sorry stay still such
    sure tell thank that then there they thing this time today together tomorrow tonight toward try two under
    until upon use usual very wait want way what when where will wish word work year you
    """
)

# What people answer a wallet helper with, in a word or two; a message of such words is no fragment of a phrase.
WALLET_WORDS = _words(
    """
    account address amount approve asset balance bonus bridge cancel cash claim code coin credit deposit device
    error exchange fee fix gas key list market mobile money name network number option panic phone phrase price
    problem random safe scan screen seed share sign slow spend stick supply swap switch test text ticket token
    total trade transfer trust type unlock unable update upgrade valid verify video view virus web cannot crash
    cross fail green red send target version second minute invite click app wrong empty field left blank mistake
    message paper file history
    """
)

# What a word, a phrase or a list is said to be; behind "is" they say something of it and are no word of a phrase.
PREDICATES = _words(
    """
    able absent absurd alive awesome awful basic blank blur bright broken capable certain cheap clean clear common
    correct crazy cruel dead different digital direct dirty easy empty enough entire evil exact excess extra faint
    false familiar fatal fine final firm fit fragile frozen general genuine glad half hard hidden huge human ill
    illegal immune inside intact invalid invite large list local lonely main manual mean middle minor missing
    mistake mixed mobile naive normal obscure obvious odd offline online ordinary original outside over paper partial
    perfect plastic plus popular possible present pretty private public rare raw ready real regular rough rude safe
    same screen second secret secure separate short sick similar simple single small smooth solid special split
    stable strong sudden super suspect unable unaware unfair unhappy unique unknown unlock unusual upper upset used
    useful useless usual vague valid very visual void weird wet wrong written actual almost also already any
    about another all always below between that then there they this still not just now really lost gone
    screenshot photo picture key cloud write share copy black blue okay
    """
)
CHINESE_PREDICATES = frozenset("对错空红灰黑白新旧乱好坏假真同重多少前后左右大小哪啥几谁某無无對錯紅舊亂壞")

# Not on any list; they may stand between the words of a phrase that is read out ("the second is ...").
SOFT_JOINTS = _words(
    """
    the is are was and a an my of in it its here comes followed
    by at for to 是 为 為 叫 和 跟 再 然后 然後 接着 接著 还有 下一个 下一個 最后 最後 最后一个
    分别是 以及
    """
)

# They number or name the words of a phrase and never end a run of them.
LABELS = _words(
    """
    word words no nr num number mot palabra palavra parola wort
    slovo kelime слово first second third fourth fifth sixth
    seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth
    nineteenth twentieth twenty one two three four five six
    seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen nbsp br li td tr th span
    div p amp quot lt gt st nd rd 第 个 個 词 詞 字 号 單詞 单词 個字 个字 个词
    個詞 助记词 助記詞 番目
    """
)

# A near miss of a list word that is simply another common word ("from" beside "frog").
COMMON_WORDS = _words(
    """
    with from your were been their which these those than some come came said went gone does dont cant wont didnt
    could would should might shall being done made many most each every both while after without what's here
    there's get got gets sent lost back down well hour hours days week weeks month months times words coins tokens
    wallets phones keys fees addresses problems errors apps transfers sends sending waiting trying using asked
    asking helped tried showed shows seems seem really maybe hey okay thanks please how who why not yes but for
    the and are was has had did let out its it'll our her him his them she
    """
)

# Chinese: characters of grammar, and pairs that random characters next to never form.
CHINESE_GRAMMAR = frozenset("的了是我不在有你他这那就也都吗么什怎为被這嗎麼為没沒很把跟和与")

CHINESE_PAIRS = _words(
    """
    麻烦 帮我 退回 防火 冰箱 冷冻
    转出 能量 不足 交易 失败 助记 记词 恢复 提示 单词 无效 钱包 地址 密码 私钥 导入 转账 到账 没有 什么
    怎么 为什 我的 可以 不能 一直 显示 打开 余额 手续 续费 矿工 工费 确认 打包 区块 网络 错误 问题 客服
    联系 帮助 官方 下载 更新 版本 手机 忘记 被盗 被骗 骗子 诈骗 资产 代币 合约 授权 取消 加速 签名 账户
    账号 帐户 备份 安全 风险 提币 充值 提现 平台 时间 今天 昨天 现在 已经 还是 还有 但是 因为 所以 如果
    怎样 如何 哪里 这个 那个 一个 自己 知道 需要 应该 出现 收到 发现 发送 操作 成功 支付 对方 朋友 公司
    人民 中国 工作 生活 社会 经济 我们 你们 他们 大家 时候 不是 就是 不会 不要 可能 请问 谢谢 您好 你好
    之前 之后 以后 以前 里面 上面 下面 所有 全部 重新 使用 方法 办法 解决 处理 检查 查看 查询 选择 设置
    连接 同步 节点 转入 轉出 失敗 助記 記詞 恢復 單詞 無效 錢包 密碼 私鑰 導入 轉賬 轉帳 到賬 沒有 什麼
    怎麼 為什 顯示 打開 餘額 礦工 確認 區塊 網絡 網路 錯誤 問題 聯繫 聯絡 幫助 下載 忘記 被盜 被騙 騙子
    詐騙 資產 代幣 合約 授權 簽名 帳戶 賬戶 備份 風險 提幣 時間 現在 已經 還是 還有 因為 這個 那個 一個
    發現 發送 對方 請問 謝謝 設置 連接 節點 轉入 卡住 一下 多少 不到 不了 不对 不對 还没 還沒 出来 出來
    进去 進去 看到 看不 找不 找回 丢失 丟失 换了 新手 手機 电脑 電腦 原来 原來 数量 數量 主网 主網
    """
)

# They announce words of a phrase and may stand beside a piece of one without making it a sentence.
ANNOUNCEMENTS = _words(
    """
    next then first last rest words word phrase seed mnemonic recovery secret backup continue
    more remaining half part line row here ok okay and now two three four five six final other
    助记词 助記詞 单词 接着 接著 继续 繼續 然后 然後 后面 後面 下面 剩下 剩下的 还有 前面 前六个 后六个 最后
    """
)
