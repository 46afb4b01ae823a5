from test_desk import *
import asyncio
def test_seq(desk):
    a=desk.say("seq","我的转账一直打包中，已经一天了"); b=desk.say("seq","以太坊")
    print("SEQ",a.intent,a.replies,"\n",b.intent,b.entities,b.replies,b.conversation)
    async def both():
        return await asyncio.gather(desk.talk.say("par","我的转账一直打包中，已经一天了"),desk.talk.say("par","以太坊"))
    a,b=desk.loop.run_until_complete(both())
    print("PAR",a.intent,a.replies,"\n",b.intent,b.entities,b.replies,b.conversation)
    assert 0
