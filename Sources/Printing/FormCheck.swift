public import Registry

/// What ``TypstRenderer/check()`` found of one form.
public struct FormCheck: Equatable, Sendable {
    /// The form.
    public let form: FormVersion
    /// Pages of its specimen; 0 when it has a fault.
    public let pages: Int
    /// What is wrong with it; `nil` when nothing is.
    public let fault: Fault?
    /// What Typst says of a form that does not compile.
    public let cause: String?
}

extension TypstRenderer {
    /// Checks every version of every form: its schema, its specimen against the schema, and that
    /// the specimen renders, as PDF/A-2b and as pictures.
    public func check() -> [FormCheck] {
        let time = Timestamp(milliseconds: 0)
        return forms.versions().map { form in
            do {
                let specimen = try forms.specimen(of: form)
                _ = try pdf(form, data: specimen, at: time)
                let pages = try pictures(form, data: specimen, at: time).count
                return FormCheck(form: form, pages: pages, fault: nil, cause: nil)
            } catch PrintingError.formBroken(let name, let line, let cause) {
                let error = PrintingError.formBroken(name, line: line, cause: cause)
                return FormCheck(form: form, pages: 0, fault: error.fault, cause: cause)
            } catch {
                return FormCheck(form: form, pages: 0, fault: Fault(error), cause: nil)
            }
        }
    }
}
