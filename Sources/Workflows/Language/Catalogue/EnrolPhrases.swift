extension Catalogue {
    /// Which keys stand for which sites.
    public enum Enrol {
        public static let none = Phrase(
            zh: "没有登记任何密钥：本站只在本机上以明文收发。",
            en: "No key is enrolled: this site exchanges within this machine only.")

        public static let fingerprint = Phrase(zh: "密钥指纹", en: "Fingerprint")

        public static func valid(_ since: String) -> Phrase {
            Phrase(zh: "有效，登记于 \(since)", en: "valid since \(since)")
        }

        public static func revoked(_ at: String) -> Phrase {
            Phrase(zh: "已吊销，\(at)", en: "revoked \(at)")
        }

        public static func added(_ site: String, fingerprint: String) -> Phrase {
            Phrase(
                zh: "已登记 \(site) 的密钥：\(fingerprint)",
                en: "Enrolled the key of \(site): \(fingerprint)")
        }

        public static func wouldAdd(_ site: String, fingerprint: String) -> Phrase {
            Phrase(
                zh: "将登记 \(site) 的密钥：\(fingerprint)",
                en: "Would enrol the key of \(site): \(fingerprint)")
        }

        public static let keysFromNowOn = Phrase(
            zh: "请用电话与对方核对指纹。本站从此只与登记过的密钥、只用 TLS 收发。",
            en: "Compare the fingerprint with the other site by telephone. From now on this site "
                + "exchanges with enrolled keys and over TLS only.")

        public static func didRevoke(_ site: String, fingerprint: String) -> Phrase {
            Phrase(
                zh: "已吊销 \(site) 的密钥：\(fingerprint)",
                en: "Revoked the key of \(site): \(fingerprint)")
        }

        public static func wouldRevoke(_ site: String, fingerprint: String) -> Phrase {
            Phrase(
                zh: "将吊销 \(site) 的密钥：\(fingerprint)",
                en: "Would revoke the key of \(site): \(fingerprint)")
        }

        public static func keepsWhatItHas(_ site: String) -> Phrase {
            Phrase(
                zh: "本站立即不再与它收发；\(site) 手里已有的数据收不回来，其他站点要各自吊销。",
                en: "This site serves it no more, from this moment. What \(site) already holds "
                    + "cannot be called back, and other sites have to revoke it themselves.")
        }
    }
}
