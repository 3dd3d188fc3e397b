import Registry

/// Everything an operator sets, read once from kiosk.conf and handed down in parts.
///
/// The values written here are the defaults. Each has its key in ``ConfigurationKey/all``; paths
/// are absolute once loaded.
struct KioskConfiguration: Equatable, Sendable {
    /// A kiosk for practice: every screen and paper carries 样张.
    var trial = false
    var village = Village()
    var desk = Desk()
    var data = DataFolder()
    var tenant = TenantScreen()
    var clerk = ClerkScreen()
    var assets = Assets()
    var forms = Forms()
    var reader = Reader()
    var passport = Passport()
    var photo = Photo()
    var camera = Camera()
    var models = Models()
    var face = Face()
    var printer = Printer()
    var idle = Idle()
    var insurer = Insurer()
    var platform = Platform()
    /// How long what is kept.
    var retention = RetentionTerms()
    var control = Control()

    struct Village: Equatable, Sendable {
        /// Name on screens and paper.
        var name = ""
    }

    struct Desk: Equatable, Sendable {
        /// Telephone number of the front desk, shown where a tenant may need help.
        var phone = ""
    }

    struct DataFolder: Equatable, Sendable {
        /// Folder of the database, the archive and the key file.
        var folder = "var/data"
    }

    struct TenantScreen: Equatable, Sendable {
        /// TCP port of the tenant's screen on 127.0.0.1.
        var port = 8080
    }

    struct ClerkScreen: Equatable, Sendable {
        /// TCP port of the clerk's desk.
        var port = 8081
        /// The address it listens at: this machine alone, one of its own addresses, or all.
        var address = "127.0.0.1"
        /// Name or address in the clerk's browser besides localhost; empty: none.
        var host = ""
        /// The operator's certificate chain, PEM; `nil`: the kiosk makes one.
        var certificateFile: String?
        /// Its key, PEM; mode 0600.
        var keyFile: String?
    }

    struct Assets: Equatable, Sendable {
        /// Folder of the browser's scripts.
        var folder = "var/assets"
    }

    struct Forms: Equatable, Sendable {
        /// Folder of the printed forms, `<form>/<version>/`.
        var folder = "forms"
        /// Python interpreter that runs ``renderer``.
        var python = "var/python/bin/python3"
        /// Script that turns a form and its data into PDF.
        var renderer = "forms/render.py"
    }

    struct Reader: Equatable, Sendable {
        /// How the card reader is spoken to: a ``CardReaderProfile``.
        var profile = "image"
        /// Beginning of the card reader's name; empty: the first reader found.
        var name = ""
        /// pcscd's socket; `nil`: the system's own.
        var pcscdSocket: String?
        /// Terminal of the `serial` profile.
        var device = "/dev/ttyUSB0"
    }

    struct Passport: Equatable, Sendable {
        /// Folder with the certificates of issuing states; `nil`: no state is known.
        var issuers: String?
    }

    struct Photo: Equatable, Sendable {
        /// Program that loads ``library`` and decodes one photo.
        var decoder = ".build/debug/PhotoDecoder"
        /// The vendor's decoding library; `nil`: photos are not decoded, the clerk compares.
        var library: String?
        /// Function of ``library`` that decodes.
        var symbol = "GetBmp"
        /// Whether the photo of one who agreed to the comparison is kept, sealed, with his tenancy.
        var keep = false
    }

    struct Camera: Equatable, Sendable {
        /// A video device's number, or an `http`, `https` or `rtsp` address.
        var source = "0"
    }

    struct Models: Equatable, Sendable {
        /// Folder of the face models.
        var folder = "var/models"
    }

    struct Face: Equatable, Sendable {
        /// Cosine similarity from which on the faces are the same person's, 0...1.
        var passAt = 0.45
        /// Cosine similarity below which they are not, 0...1, at most ``passAt``.
        var refuseBelow = 0.36
        /// How long a visitor has for one head turn.
        var turnLimit = Duration.seconds(8)
    }

    struct Printer: Equatable, Sendable {
        /// The print server: `host:port` or the path of its socket.
        var server = "localhost:631"
        /// Name of the queue that prints contracts.
        var queue = "contract"
    }

    struct Idle: Equatable, Sendable {
        /// Time without a touch until the screen asks whether anybody is there.
        var askAfter = Duration.seconds(30)
        /// Time from that question until the check-in is wiped.
        var wipeAfter = Duration.seconds(10)
    }

    struct Insurer: Equatable, Sendable {
        /// The insurer's address, `https://…`; empty: no insurance is offered.
        var url = ""
        /// This desk's name at the insurer.
        var client = "frontdesk"
        /// File with the secret that signs what goes to the insurer; mode 0600.
        var secretFile: String?
        /// PEM file of the authorities the insurer's certificate may come from.
        var trustFile: String?
        /// Catalogue of the products.
        var products = "insurance/products.json"
    }

    struct Platform: Equatable, Sendable {
        /// The platform's address; empty: the kiosk stands alone.
        var url = ""
        /// The village's id there.
        var village = ""
        /// This kiosk's id there.
        var kiosk = ""
        /// PEM file of the authorities the platform's certificate may come from.
        var trustFile: String?
        /// File with a one-time code, used at the first start.
        var enrolmentFile: String?
    }

    struct Control: Equatable, Sendable {
        /// Socket on which the running service takes commands; mode 0600.
        var socket = "var/data/control.sock"
    }
}
