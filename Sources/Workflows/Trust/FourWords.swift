public import Wire

/// Four words that both ends of an enrolment show, for two people to compare by telephone.
///
/// They follow from the statement that the site has signed, and with that from the keys of both ends: had
/// somebody else come with the code, or answered in the hub's place, they would differ. The words of both
/// languages mean the same, so that it does not matter in which language an end speaks. Four of 128 are
/// 28 bits; a code works once, so there is no trying until they agree.
public enum FourWords {
    public static func of(_ statement: JoinStatement) -> Phrase {
        let chosen = statement.wordNumbers.map { words[$0 % words.count] }
        return Phrase(
            zh: chosen.map(\.zh).joined(separator: "　"), en: chosen.map(\.en).joined(separator: " ")
        )
    }

    /// 128 pairs.
    private static let words = Array(zip(chinese, english)).map { (zh: $0, en: $1) }

    private static let chinese = """
        竹子 石桥 灯塔 晨雾 茶叶 米饭 月亮 太阳 星星 白云 大雨 雪花 大风 \
        雷声 彩虹 冰块 高山 河流 大海 湖水 小岛 森林 沙漠 草地 山洞 瀑布 \
        海滩 山谷 火山 泉水 田野 花园 老虎 狮子 大象 熊猫 猴子 兔子 骆驼 \
        狐狸 松鼠 乌龟 青蛙 蝴蝶 蜜蜂 蚂蚁 蜗牛 鲸鱼 老鹰 燕子 天鹅 公鸡 \
        鸭子 孔雀 鹦鹉 企鹅 马车 自行车 火车 轮船 飞机 帆船 卡车 火箭 苹果 \
        香蕉 西瓜 葡萄 桃子 柠檬 樱桃 草莓 土豆 番茄 南瓜 玉米 面包 蜂蜜 \
        牛奶 鸡蛋 桌子 椅子 窗户 大门 钥匙 雨伞 剪刀 铅笔 镜子 蜡烛 闹钟 \
        地图 书本 信封 灯笼 铃铛 钢琴 小提琴 吉他 鼓 笛子 风筝 足球 棋盘 \
        望远镜 指南针 相机 电话 锤子 梯子 绳子 水桶 城堡 寺庙 宝塔 工厂 学校 \
        医院 市场 车站 帽子 手套 围巾 鞋子 戒指 皇冠 旗帜 邮票
        """.split(separator: " ").map(String.init)

    private static let english = """
        bamboo bridge lighthouse mist tea rice moon sun star cloud rain snow wind \
        thunder rainbow ice mountain river sea lake island forest desert meadow cave \
        waterfall beach valley volcano spring field garden tiger lion elephant panda \
        monkey rabbit camel fox squirrel turtle frog butterfly bee ant snail whale eagle \
        swallow swan rooster duck peacock parrot penguin carriage bicycle train ship \
        airplane sailboat truck rocket apple banana watermelon grape peach lemon cherry \
        strawberry potato tomato pumpkin corn bread honey milk egg table chair window \
        gate key umbrella scissors pencil mirror candle clock map book envelope lantern \
        bell piano violin guitar drum flute kite football chessboard telescope compass \
        camera telephone hammer ladder rope bucket castle temple pagoda factory school \
        hospital market station hat glove scarf shoe ring crown flag stamp
        """.split(separator: " ").map(String.init)
}
