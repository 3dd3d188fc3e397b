import Foundation

/// The private folder of a virtual printer: configuration, state and scripts of its servers.
///
/// It lies under `/tmp`, where CUPS' unprivileged helpers may go and paths are short enough for
/// sockets. Sheets go to a folder of the caller's choice.
struct PrinterFolder {
    /// Absolute path, mode 0755.
    let path: String
    /// Where sheets lie.
    let sheets: String
    /// A file here, named by a keyword's stem such as `media-empty`, makes the printer wait.
    var conditions: String { path + "/conditions" }
    /// Where the spooler keeps jobs (`c…`) and their documents (`d…`).
    var spool: String { path + "/spool" }
    var log: String { path + "/log" }
    var configuration: String { path + "/cups/cupsd.conf" }
    var files: String { path + "/cups/cups-files.conf" }
    var print: String { path + "/print.sh" }
    var bus: String { path + "/bus" }

    /// Makes the folder; `sheets` is made when missing.
    init(sheets: String) throws {
        path = "/tmp/frontdesk-lab-" + UUID().uuidString.prefix(8)
        self.sheets = sheets
        let manager = FileManager.default
        for name in ["cups", "state", "cache", "spool", "temp", "conditions", "printer", "keys"] {
            try manager.createDirectory(
                atPath: path + "/" + name, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o755])
        }
        try manager.createDirectory(atPath: sheets, withIntermediateDirectories: true)
        try write(Self.printScript(conditions: conditions, sheets: sheets), to: print)
        try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: print)
        try write(filesConfiguration, to: files)
    }

    /// Makes or lifts a condition; true while it holds.
    func set(_ stem: String, _ holds: Bool) throws {
        let flag = conditions + "/" + stem
        if holds {
            try write("", to: flag)
        } else if FileManager.default.fileExists(atPath: flag) {
            try FileManager.default.removeItem(atPath: flag)
        }
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// The scheduler on `port`, for requests from this machine only. Debian's defaults where
    /// nothing is said, so that crashes look as they do in the field.
    func writeConfiguration(port: UInt16) throws {
        try write(
            """
            Listen 127.0.0.1:\(port)
            Browsing Off
            BrowseLocalProtocols none
            DefaultAuthType None
            WebInterface No
            IdleExitTimeout 0
            ErrorPolicy retry-job
            JobRetryInterval 2
            JobRetryLimit 0
            JobKillDelay 2
            MaxJobTime 0
            JobPrivateValues none
            SubscriptionPrivateValues none
            <Location />
            Order allow,deny
            Allow from 127.0.0.1
            </Location>
            <Policy default>
            JobPrivateAccess default
            JobPrivateValues none
            <Limit All>
            Order allow,deny
            Allow from 127.0.0.1
            </Limit>
            </Policy>

            """, to: configuration)
    }

    private var filesConfiguration: String {
        """
        ServerRoot \(path)/cups
        StateDir \(path)/state
        CacheDir \(path)/cache
        RequestRoot \(spool)
        TempDir \(path)/temp
        AccessLog \(path)/access.log
        ErrorLog \(path)/error.log
        PageLog \(path)/page.log
        User nobody
        Group nogroup
        SystemGroup root lpadmin
        FileDevice Yes

        """
    }

    /// What the printer runs for each job: waits while a condition holds, then puts the file and
    /// a note (job name, SHA-256) among the sheets, whole or not at all.
    private static func printScript(conditions: String, sheets: String) -> String {
        """
        #!/bin/sh
        shown=""
        while :; do
            waiting=""
            for flag in '\(conditions)'/*; do
                [ -e "$flag" ] || continue
                stem=${flag##*/}
                [ "$stem" = refuse ] && { rm "$flag"; sleep 0.5; exit 1; }
                waiting="$waiting $stem "
                case "$shown" in *" $stem "*) ;; *) echo "STATE: +$stem-error" >&2 ;; esac
            done
            for stem in $shown; do
                case "$waiting" in *" $stem "*) ;; *) echo "STATE: -$stem-error" >&2 ;; esac
            done
            shown=$waiting
            [ -n "$waiting" ] || break
            sleep 0.05
        done
        sheet='\(sheets)'/$(date +%s%N)
        cp "$1" "$sheet.part"
        printf '%s\\n%s\\n' "$IPP_JOB_NAME" "$(sha256sum <"$1" | cut -c 1-64)" >"$sheet.txt"
        mv "$sheet.part" "$sheet.pdf"

        """
    }

    private func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
}
