extension RuleID {
    /// What the rule looks at, and what holds until somebody decides.
    public var explanation: Label {
        switch self {
        case .oneSeatOneAssignment:
            Label(
                "看固定工位和办公室工位上未停用的分配：两份已确认的不得重叠，提议也不得与已确认的重叠；流动工位不分配；分配须记在工位所属分站的范围，否则该站收不到，不作数。决定之前各家的记录都保留。",
                "Looks at assignments of fixed and office seats: two confirmed ones must not overlap, "
                    + "nor a proposal a confirmed one; hot seats are never assigned. An assignment "
                    + "lies in the scope of the seat's site, or that site never gets it and it does not "
                    + "count. Until somebody decides, all are kept as they are.")
        case .assignedSeatInService:
            Label(
                "看已确认的分配，其工位停用、拆除、不再使用或已删除而分配未到期的；以及对已拆除、不再使用、已删除的工位的提议。决定之前记录保留，但没有人占有该工位。",
                "Looks at confirmed assignments that last into a time in which their seat is blocked, "
                    + "removed, retired or deleted, and at proposals for seats removed, retired or deleted. "
                    + "Until somebody decides, they are kept as they are, and nobody has the seat.")
        case .oneRoomOneBooking:
            Label(
                "看同一空间未停用、已确认的预订。先按优先级（紧急、接待、路演、普通），再按确认先后给房；其余让位，记录保留。录入时拒绝。",
                "Looks at confirmed bookings of one space. The room goes by priority (emergency, delegation, "
                    + "roadshow, normal), then in the order of confirmation; the others give way and are "
                    + "kept as they are. Refused when typed.")
        case .closedHoldsNothing:
            Label(
                "看已结束协议搬离日之后仍有效的已确认分配。决定之前工位仍算分配出去。录入时拒绝。",
                "Looks at confirmed assignments that last beyond the day on which their tenancy was moved "
                    + "out. Until somebody decides, the seats count as assigned. Refused when typed."
            )
        case .closeOrExtend:
            Label(
                "看一处结束、另一处续期的协议：阶段两处不同，或条款延续到搬离日之后。决定之前视为有争议，工位两边都保留。录入时拒绝。",
                "Looks at tenancies that one site closes and another extends: stages side by side, or a term "
                    + "beyond the last day. Until somebody decides, it is disputed and the seats stay taken. "
                    + "Refused when typed.")
        case .graduationNeedsEvidence:
            Label(
                "离场原因为毕业的协议，须有已完成且有依据的融资、盈利、上市、高新证书或填写的毕业依据。决定之前视为自称毕业。录入时拒绝。",
                "A tenancy that ends by graduation has a closed round with evidence, profit, a listing, a "
                    + "high-tech certificate, or evidence filled in. Until then graduation is only claimed. "
                    + "Refused when typed.")
        case .leaveDecision:
            Label(
                "看免租入驻中的企业已完成的融资。只是提醒：决定之前一切照旧，不会自动清退。",
                "Looks at closed rounds of companies that sit free of rent. A reminder: until somebody "
                    + "decides, nothing changes and nobody is evicted.")
        case .committeeNeedsGates:
            Label(
                "投决及之后阶段的项目，两关评审中每位评审人最近一次都须有效通过；登记了投决日的，通过日不早于之前 180 天。决定之前视为仍在该关。录入时拒绝。",
                "An investment at the committee or beyond has both gates passed by the latest review of each "
                    + "reviewer, signed within 180 days of the committee's day where one is given. Until "
                    + "somebody decides, it counts as standing at the gate. Refused when typed.")
        case .paidWithinCommitment:
            Label(
                "同一项目的付款合计不超过批准金额。决定之前超出的付款视为有争议。录入时拒绝。",
                "Payments for one investment add up to no more than was approved. Until somebody decides, "
                    + "what is beyond counts as disputed. Refused when typed.")
        case .jumpHasReason:
            Label(
                "优先级不是普通的排队记录须有批准人和理由；本机构已投的企业还须第二批准人。只是提醒。",
                "An entry of the queue that is not normal has a name and a reason; where we invested in the "
                    + "company, a second name. A reminder.")
        case .offersWithinSeats:
            Label(
                "按通知日先后，通知的工位不超过入驻日空余减去更早的通知。不够的那份视为撤回。录入时拒绝。",
                "In the order of their days, offers are within the seats free on the day of moving in, less "
                    + "earlier offers. One that is not covered counts as withdrawn. Refused when typed."
            )
        case .offerHasPaper:
            Label(
                "看已接受或已签约的政府条件。决定之前显示“已接受，缺盖章文件”。只是提醒。",
                "Looks at offers of cities that were accepted or signed. Until then: accepted, paper missing. "
                    + "A reminder.")
        case .frozenYearStands:
            Label(
                "盖章时的数字记在该年度上；之后的改动以盖章为准，差额另记为年度调整。录入时拒绝。",
                "What was stamped is kept with the year: it stands against later changes, which belong in an "
                    + "adjustment. Refused when typed.")
        case .sixFreeMonths:
            Label(
                "免租段按月数相加，首尾相接的先合并；余下的天数每 31 天算一个月；主任特批的不计。决定之前超出部分待定。",
                "Free terms are added up in months, those that meet are joined first, and 31 days "
                    + "left over make a month; a director's exception is not counted. Until somebody "
                    + "decides, the excess is neither billed nor free.")
        case .termsDoNotOverlap:
            Label(
                "同一协议未停用的条款段，任何一天最多属于其中一段。决定之前两段都保留。",
                "A day belongs to at most one term of a tenancy. Until somebody decides, both "
                    + "terms are kept as they are.")
        case .gateNeedsReviewer:
            Label(
                "结论为通过的评审须有署名评审人、签署日、当日有效的聘期，且无利益冲突。决定之前该评审关视为暂缓。",
                "A passing review has a named reviewer, a day of signing, a mandate on that day and "
                    + "no conflict of interest. Until somebody decides, the gate counts as held.")
        case .oneCodeOneCompany:
            Label(
                "看未停用的企业卡。决定之前两张卡都保留，免租月数分开计算。",
                "Looks at companies that are not retired. Until somebody decides, both cards are "
                    + "kept, and free months are counted for each.")
        case .oneNameOneCompany:
            Label(
                "名称去掉括号、标点和公司形式后相同，或名称相近且联系人相同；两家都有有效信用代码的不提示。决定之前两张卡都保留。",
                "Compares names without brackets, punctuation and the form of company; similar names "
                    + "count when the contact is the same, and two valid credit codes are two "
                    + "companies. Until somebody decides, both cards are kept.")
        case .linkedCardsAgree:
            Label(
                "看合并为一家企业的几张未停用的卡：两张卡都填了而不同的字段逐项列出，成组的字段一起；集合合在一起，备注各留各的。"
                    + "决定之前各卡原样保留，两个值都显示；撤销合并后各卡恢复原样。",
                "Looks at the cards of a company that were linked and are not retired: each field that two "
                    + "of them fill in differently is listed, fields of a group together; sets are put "
                    + "together, notes stay each card's own. Until somebody decides, the cards are kept "
                    + "as they are and both values shown; taking the link back leaves the cards.")
        case .quotaCovers:
            Label(
                "投资项目的批准金额须有基金额度覆盖；基金未设额度时，按批准先后合计不超过规模（扣除费用），超出的只算拟定，录入时拒绝。补贴须有预算额度覆盖，币种与额度相同；基金和预算不小于其额度，"
                    + "币种相同，设有额度时不停用；额度的变动须在写入者的份额之内。未覆盖的不作数。",
                "An investment is covered by its fund's quota; where the fund has none, investments are "
                    + "within its size less fees in the order of their approval, what is not counts as "
                    + "proposed, and is refused when typed. A subsidy is covered by its budget's quota, "
                    + "in the quota's currency; a fund or budget with a quota is no "
                    + "smaller, in the same currency, and in use; a move of a quota is covered by its "
                    + "writer's share. What is not covered counts for nothing.")
        case .noClockDecides:
            Label(
                "看同一工位重叠的已确认分配，其中有一份写入时的时钟快了五分钟以上（由总部按收到的时间作证）。决定之前谁也不占有该工位，它仍留着，由分站定。",
                "Looks at overlapping confirmed assignments of a seat of which one was written by a clock more "
                    + "than five minutes ahead, as the hub witnessed. Until the site decides, neither has "
                    + "the seat, and nobody else gets it.")
        case .acceptedOnce:
            Label(
                "看在两个以上分站都接受了通知的企业。决定之前两处都算接受，工位都留着；问过创始人后一处过期，空出的给下一家。过了答复期限的，后通知的一处过期。",
                "Looks at companies that accepted offers at two sites. Until somebody has asked the founder, "
                    + "both stay accepted and their seats are kept; then one lapses and its seats go to "
                    + "the next. Once the day for the answer is over, the later one is to lapse.")
        case .expertInOnePlace:
            Label(
                "看同一专家时间重叠的辅导。专家所在节点登记的在先，其余按登记先后；后登记的让位，建议改到前一场结束之后。",
                "Looks at sessions of one expert that overlap. What the expert's own node recorded goes first, then "
                    + "the order of recording; the later one gives way and is best moved to the end "
                    + "of the one before.")
        case .answeredOfferStands:
            Label(
                "答复时的条款记在该版上；之后到的改动记作该版的差异（如 1b），可以写进以后的版本。决定之前以答复时的为准。录入时拒绝。",
                "The clauses as they were answered are kept with the version; what arrives later is a difference "
                    + "to it (such as 1b) that may go into a later version. Until somebody decides, the "
                    + "answered ones stand. Refused when typed.")
        case .referenceInUse:
            Label(
                "看未结束的协议、排队、申请和项目，其企业或基金已停用，或已删除、还没有传到。决定之前两边都保留。",
                "Looks at tenancies, entries of the queue, applications and investments that have not ended "
                    + "and whose company or fund is retired, deleted or not come yet. Until somebody decides, both are kept."
            )
        case .decidedOnce:
            Label(
                "看同一冲突的几个裁决：互不知情，各写各的记录，且都还在。选一个为准，其余的写入恢复原样；也可以都保留。决定之前都有效。",
                "Looks at decisions of one conflict that did not know of each other, wrote different records and "
                    + "still stand. One is chosen, and what the others wrote is put back; or all are kept. "
                    + "Until somebody decides, all of them count.")
        case .retiredOrInUse:
            Label(
                "看已停用的记录，其他字段的现值与停用互不知情的。决定之前视为停用，改动保留。",
                "Looks at records that are retired and of which another field shows what somebody wrote who "
                    + "did not know, nor was known of. Until somebody decides, it counts as retired and "
                    + "the edits are kept.")
        case .oneRound:
            Label(
                "看同一企业的融资轮次：同轮次、完成月份不矛盾，或同月完成、金额按记录的汇率相差不到一成。决定之前各记各的；认作同一轮后金额以有文件的为准，只计一次。",
                "Looks at rounds of one company: of the same name with no other month, or closed in one month "
                    + "with amounts within a tenth at the recorded rate. Until somebody decides, each "
                    + "stands for itself; found to be one, the documented amount counts, once.")
        case .oneNumber:
            Label(
                "看合同号相同的协议。后登记的一份加后缀，两份打印件都有效；决定之前两份都保留。",
                "Looks at tenancies of one number. The one recorded later gets a suffix, and both print forms "
                    + "stay valid; until somebody decides, both are kept.")
        }
    }
}
